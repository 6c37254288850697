import { createRequire, syncBuiltinESMExports } from 'node:module';
import { Agenda, type Entry } from './agenda.ts';

const RealDate = Date;
const realImmediate = setImmediate;
const promises: object = createRequire(import.meta.url)('node:timers/promises');

/** The moment at which every simulation begins. */
export const BEGINNING = RealDate.UTC(2026, 0, 5, 9);

/** A timer as the programs of a simulation hold it. */
class VirtualTimer {
  entry: Entry | undefined;

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.entry !== undefined;
  }

  [Symbol.dispose](): void {
    stop(this);
  }
}

let now = BEGINNING;
const agenda = new Agenda();

/** Milliseconds since the simulation began. */
export const elapsed = (): number => now - BEGINNING;

/** Enters something for later. */
export const later = (milliseconds: number, run: () => void): Entry =>
  agenda.enter(now + Math.max(0, milliseconds), run);

/** Resolves after so many milliseconds of the simulation. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => later(milliseconds, resolve));

/** Begins anew at the first moment, with nothing to come. */
export function restart(): void {
  agenda.clear();
  now = BEGINNING;
}

/** Goes to a day before the first moment. */
export function beginEarlier(): void {
  agenda.clear();
  now = BEGINNING - 86_400_000;
}

/**
 * Lets time pass, entry by entry, until `isOver` says so or nothing is due any more; what each has set in motion comes to its end before the next. Returns whether it
 * was over in time.
 */
export async function pass(limitMs: number, isOver: () => boolean): Promise<boolean> {
  const end = now + limitMs;
  for (;;) {
    await settled();
    if (isOver()) return true;
    const entry = agenda.first;
    if (entry === undefined || entry.at > end) {
      now = end;
      return false;
    }
    agenda.takeFirst();
    now = Math.max(now, entry.at);
    entry.run();
  }
}

/** Resolves when every promise that could go on has gone on. */
export const settled = (): Promise<void> => new Promise((resolve) => realImmediate(resolve));

/** From here on the programs in this process live in the time of the simulation: their clocks, and their timers. */
export function takeOverTime(): void {
  Object.assign(globalThis, {
    Date: VirtualDate,
    setTimeout: (run: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
      set(milliseconds, () => run(...given)),
    setImmediate: (run: (...given: unknown[]) => void, ...given: unknown[]) =>
      set(0, () => run(...given)),
    setInterval: (run: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
      repeat(milliseconds, () => run(...given)),
    clearTimeout: stop,
    clearImmediate: stop,
    clearInterval: stop,
  });
  Object.assign(promises, { setTimeout: sleep });
  syncBuiltinESMExports();
  Object.defineProperty(performance, 'now', { value: elapsed, configurable: true });
}

class VirtualDate extends RealDate {
  constructor(...given: readonly (string | number | Date)[]) {
    const [value = Math.floor(now)] = given;
    super(value);
  }

  static override now(): number {
    return Math.floor(now);
  }

  /** Dates that were made before are dates too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof RealDate;
  }
}

function set(milliseconds: number, run: () => void): VirtualTimer {
  const timer = new VirtualTimer();
  timer.entry = later(milliseconds, () => {
    timer.entry = undefined;
    run();
  });
  return timer;
}

function repeat(milliseconds: number, run: () => void): VirtualTimer {
  const timer = new VirtualTimer();
  const again = (): void => {
    timer.entry = later(Math.max(1, milliseconds), again);
    run();
  };
  timer.entry = later(Math.max(1, milliseconds), again);
  return timer;
}

function stop(timer: unknown): void {
  if (!(timer instanceof VirtualTimer) || timer.entry === undefined) return;
  timer.entry.isCancelled = true;
  timer.entry = undefined;
}

/** As in `node:timers/promises`. */
async function sleep(
  milliseconds = 0,
  value?: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  signal?.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const timer = set(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    const onAbort = (): void => {
      stop(timer);
      reject(new DOMException('The operation was aborted', 'AbortError'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
