import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const { PATH, NODE_OPTIONS } = process.env;
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface SandboxProcess {
  readonly url: string;
  /** Resolves with the exit code, or the signal, once the process is gone. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string>;
}

/** The real program, as an own process on a free port. */
export async function startSandboxProcess(
  environment: Record<string, string>,
): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH, NODE_OPTIONS, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      url,
      stop: async (signal) => {
        child.kill(signal);
        const [code, killedBy]: unknown[] = await exited;
        return typeof code === 'number' ? code : String(killedBy);
      },
    };
  }
  throw new Error(`The sandbox ended before it listened, with ${child.exitCode}.`);
}
