import type { CommandContract, Outcome } from '@murmuration/contracts';
import type { Session } from './connection/session.ts';
import { ExitCode } from './exit-code.ts';

export const COMMAND_TIMEOUT_MS = 10_000;

/** Sends one command and says what came of it. */
export async function carryOut<Data>(
  session: Session,
  command: CommandContract<string, Data>,
  data: NoInfer<Data>,
  done: string,
): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  return sayOutcome(session, command.type, await client.send(command, data, { timeoutMs }), done);
}

/** Acceptance goes to standard output, reasons of a rejection to standard error. */
export function sayOutcome(
  { printer }: Session,
  command: string,
  outcome: Outcome,
  done: string,
): ExitCode {
  if (outcome.status === 'accepted') {
    printer.document(outcome, done);
    return ExitCode.ok;
  }
  printer.failure({
    exitCode: ExitCode.rejected,
    code: 'rejected',
    message: `${command} ${outcome.commandId} was rejected:`,
    problems: outcome.reasons,
  });
  return ExitCode.rejected;
}
