import { type Logger, pino } from 'pino';
import { BatchLoop } from './batch-loop.ts';

export type Handle = (batch: readonly string[]) => Promise<void>;

interface Chosen {
  maxBatch?: number;
  lifetimeMs?: number;
  recovery?: () => Promise<void>;
  holdsOn?: boolean;
  provesItself?: boolean;
  log?: Logger;
}

/** A loop, what it found to be poisonous, and what it handed back. An item named `unsettleable` cannot even be settled. */
export function loopOf(handle: Handle, options: Chosen = {}) {
  const poisoned: string[] = [];
  const handedBack: string[] = [];
  const loop = new BatchLoop<string>({
    maxBatch: 100,
    log: pino({ level: 'silent' }),
    ...options,
    handle,
    onPoison: async (item) => {
      poisoned.push(item);
      if (item === 'unsettleable') throw new Error('cannot be settled');
    },
    keepAlive: () => undefined,
    handBack: (item) => handedBack.push(item),
  });
  return { loop, poisoned, handedBack };
}

/** What a lost session fails with. */
export const transient = (): Error =>
  Object.assign(new Error('lost'), { code: 'CONNECTION_CLOSED' });
