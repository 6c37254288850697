import { type Command, CommanderError } from 'commander';
import { openSession, type Surroundings } from './connection/session.ts';
import { ExitCode } from './exit-code.ts';
import { inOurWords } from './input/in-our-words.ts';
import { failureOf } from './output/failure.ts';
import { Printer, type Screen } from './output/printer.ts';
import { buildProgram } from './program.ts';

/**
 * Runs `murmur` with the arguments that follow its name. Never throws and never ends the process.
 * @returns the exit code
 */
export async function run(
  args: readonly string[],
  screen: Screen,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const printer = new Printer(screen, args.includes('--json'));
  let exitCode: ExitCode = ExitCode.ok;
  const program = buildProgram(async (options, verb) => {
    const session = openSession(options, surroundings, printer);
    try {
      exitCode = await verb(session);
    } finally {
      await session.close();
    }
  });
  handOver(program, screen, printer.isJson);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return sayUsage(error, printer);
    const failure = failureOf(error);
    printer.failure(failure);
    return failure.exitCode;
  }
}

/** Commander neither ends the process nor writes by itself; errors of a program that reads JSON are JSON. */
function handOver(command: Command, screen: Screen, isJson: boolean): void {
  command
    .exitOverride((error) => {
      throw inOurWords(error, command);
    })
    .configureOutput({
      writeOut: screen.out,
      writeErr: (text) => {
        if (!isJson) screen.err(text);
      },
    });
  command.commands.forEach((one) => handOver(one, screen, isJson));
}

/** To people commander has said it already. */
function sayUsage({ exitCode, message }: CommanderError, printer: Printer): ExitCode {
  if (exitCode === 0) return ExitCode.ok;
  if (printer.isJson) {
    printer.failure({ exitCode: ExitCode.usage, code: 'usage', message, problems: [] });
  }
  return ExitCode.usage;
}
