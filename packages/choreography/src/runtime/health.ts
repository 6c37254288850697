import { withTimeLimit } from '../batch/time-limit.ts';

/** Why something cannot work at the moment, in words; undefined when it can. */
export type Check = () => Promise<string | undefined> | string | undefined;

/** Longer than a healthy answer takes, shorter than probes wait; in milliseconds. */
const PATIENCE_MS = 2_000;

/** What a service stands on, asked on demand. */
export class Health {
  private readonly checks = new Map<string, Check>();

  /** Adds what has to work for the service to be ready. */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Everything that keeps the service from working, in words; nothing when it is ready. */
  async problems(): Promise<readonly string[]> {
    const found = await Promise.all([...this.checks].map(([name, check]) => ask(name, check)));
    return found.filter((problem) => problem !== undefined);
  }
}

async function ask(name: string, check: Check): Promise<string | undefined> {
  try {
    return await withTimeLimit(PATIENCE_MS, async () => check());
  } catch {
    return `${name} does not answer`;
  }
}
