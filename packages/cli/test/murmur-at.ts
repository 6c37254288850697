import type { ExitCode } from '../src/exit-code.ts';
import { run } from '../src/run.ts';

/** What a call of `murmur` said and how it ended. */
export interface Said {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** A `murmur` with this environment, in a folder where no local run can be found. */
export function murmurAt(environment: NodeJS.ProcessEnv): (...args: string[]) => Promise<Said> {
  return async (...args) => {
    const said = { out: '', err: '' };
    const screen = {
      out: (text: string) => (said.out += text),
      err: (text: string) => (said.err += text),
      isTerminal: false,
    };
    const exitCode = await run(args, screen, { environment, directory: '/' });
    return { exitCode, ...said };
  };
}
