import { type Logger, pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { BatchLoop } from './batch-loop.ts';

type Handle = (batch: readonly string[]) => Promise<void>;

interface Chosen {
  maxBatch?: number;
  lifetimeMs?: number;
  recovery?: () => Promise<void>;
  holdsOn?: boolean;
  provesItself?: boolean;
  log?: Logger;
}

function loopOf(handle: Handle, options: Chosen = {}) {
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

const transient = (): Error => Object.assign(new Error('lost'), { code: 'CONNECTION_CLOSED' });
/** Resolves when the loop is closed, or opened. */
const changing = (loop: BatchLoop<string>, isClosed: boolean): Promise<void> =>
  new Promise((resolve) => {
    loop.onRoom = () => {
      if (loop.isClosed === isClosed) resolve();
    };
  });
const closing = (loop: BatchLoop<string>): Promise<void> => changing(loop, true);
const opening = (loop: BatchLoop<string>): Promise<void> => changing(loop, false);
const duplicate = (): Error => Object.assign(new Error('raced'), { code: '23505' });

describe('a loop', () => {
  it('handles a lone item at once', async () => {
    const batches: (readonly string[])[] = [];
    const { loop } = loopOf(async (batch) => void batches.push(batch));
    loop.push('a');
    await loop.drain();
    expect(batches).toEqual([['a']]);
  });

  it('takes what came in meanwhile as the next batch, up to its most', async () => {
    const first = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const batches: (readonly string[])[] = [];
    const handle: Handle = async (batch) => {
      batches.push(batch);
      begun.resolve();
      if (batches.length === 1) await first.promise;
    };
    const { loop } = loopOf(handle, { maxBatch: 3 });
    loop.push('a');
    await begun.promise;
    for (const item of ['b', 'c', 'd', 'e']) loop.push(item);
    first.resolve();
    await loop.drain();
    expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('finds one poisonous item among many in few steps', async () => {
    const handled = new Set<string>();
    let calls = 0;
    const { loop, poisoned } = loopOf(async (batch) => {
      calls++;
      if (batch.includes('bad')) throw new Error('spoilt');
      for (const item of batch) handled.add(item);
    });
    const good = Array.from({ length: 63 }, (_, at) => `good-${at}`);
    for (const item of [...good, 'bad']) loop.push(item);
    await loop.drain();
    expect(poisoned).toEqual(['bad']);
    expect([...handled].toSorted()).toEqual(good.toSorted());
    expect(calls).toBeLessThanOrEqual(13);
  });

  it('goes on after an item that cannot even be settled', async () => {
    const { loop, poisoned } = loopOf(async (batch) => {
      if (batch.includes('unsettleable')) throw new Error('spoilt');
    });
    loop.push('unsettleable');
    await loop.drain();
    expect(poisoned).toEqual(['unsettleable']);
    expect(loop.waiting).toBe(0);
  });

  it('takes a failure of the database for a lost session twice, then hands everything back and closes', async () => {
    const batches: (readonly string[])[] = [];
    const never = new Promise<void>(() => undefined);
    const { loop, poisoned, handedBack } = loopOf(
      async (batch) => {
        batches.push(batch);
        throw transient();
      },
      { recovery: () => never },
    );
    const closed = closing(loop);
    loop.push('a');
    loop.push('b');
    await closed;
    loop.push('late');
    expect(batches).toEqual(Array(3).fill(['a', 'b']));
    expect(handedBack).toEqual(['a', 'b', 'late']);
    expect(loop.room.messages).toBe(0);
    await vi.waitFor(() => expect(loop.held).toEqual({ items: 0, bytes: 0 }));
    expect(loop.problem).toMatch(/paused for 0 s: Error: lost/);
    expect(poisoned).toEqual([]);
    await loop.stop();
  });

  it('opens again with one item on trial, and for all when that one was handled', async () => {
    const recovered = Promise.withResolvers<void>();
    let isAway = true;
    const { loop } = loopOf(
      async () => {
        if (isAway) throw transient();
      },
      { recovery: () => recovered.promise },
    );
    const closed = closing(loop);
    loop.push('a');
    await closed;
    isAway = false;
    const opened = opening(loop);
    recovered.resolve();
    await opened;
    expect(loop.room.messages).toBe(1);
    loop.push('b');
    expect(loop.room.messages).toBe(0);
    await vi.waitFor(() => expect(loop.room.messages).toBe(400));
    expect(loop.problem).toBeUndefined();
    await loop.stop();
  });

  it('closes again at once when the item on trial fails, and asks for no quick retries', async () => {
    let tries = 0;
    let recoveries = 0;
    const { loop } = loopOf(
      async () => {
        tries++;
        throw transient();
      },
      { recovery: async () => void recoveries++ },
    );
    const closed = closing(loop);
    loop.push('a');
    await closed;
    for (const item of ['b', 'c']) {
      await opening(loop);
      const closedAgain = closing(loop);
      loop.push(item);
      await closedAgain;
    }
    expect(tries).toBe(5);
    expect(recoveries).toBe(2);
    await loop.stop();
  });

  it('says four things about an outage, however long it is', async () => {
    let tries = 0;
    const said: unknown[] = [];
    const log = pino(
      { level: 'debug' },
      { write: (line: string) => void said.push(JSON.parse(line).msg) },
    );
    const { loop } = loopOf(
      async () => {
        if (++tries < 8) throw transient();
      },
      { log },
    );
    const offer = (): void => {
      if (loop.room.messages > 0 && tries < 8) loop.push(`item ${tries}`);
    };
    loop.onRoom = offer;
    loop.push('first');
    await vi.waitFor(() => expect(said).toContain('goes on after a pause'), { timeout: 4_000 });
    expect(said).toEqual([
      'a batch is tried again',
      'a batch is tried again',
      'paused until what is needed is back',
      'goes on after a pause',
    ]);
    await loop.stop();
  });

  it('holds on to what must not be done twice, until the database is back', async () => {
    const batches: (readonly string[])[] = [];
    const { loop, handedBack } = loopOf(
      async (batch) => {
        batches.push(batch);
        if (batches.length < 6) throw transient();
      },
      { holdsOn: true },
    );
    loop.push('a');
    loop.push('b');
    await vi.waitFor(() => expect(loop.held.items).toBe(0));
    await loop.drain();
    expect(batches).toEqual(Array(6).fill(['a', 'b']));
    expect(handedBack).toEqual([]);
  });

  it('goes on trying what merely lost against other transactions', async () => {
    let tries = 0;
    const { loop, handedBack } = loopOf(async () => {
      if (++tries < 6) throw Object.assign(new Error('deadlock'), { code: '40P01' });
    });
    loop.push('a');
    await vi.waitFor(() => expect(tries).toBe(6));
    await loop.stop();
    expect(handedBack).toEqual([]);
  });

  it('pauses when it is told to, and resumes when it is told to', async () => {
    const { loop, handedBack } = loopOf(async () => undefined, { provesItself: false });
    loop.push('before');
    loop.pause(new Error('the neighbour is down'), async () => undefined);
    expect(handedBack).toEqual(['before']);
    await opening(loop);
    loop.push('trial');
    await vi.waitFor(() => expect(loop.held.items).toBe(0));
    expect(loop.room.messages).toBe(0);
    loop.tryAnother();
    expect(loop.room.messages).toBe(1);
    loop.resume();
    expect(loop.room.messages).toBe(400);
    await loop.stop();
  });

  it('has room for four batches, in pieces that are worth asking for', async () => {
    const first = Promise.withResolvers<void>();
    const { loop } = loopOf(() => first.promise, { maxBatch: 4 });
    expect(loop.room.messages).toBe(16);
    for (let at = 0; at < 12; at++) loop.push(`item-${at}`);
    expect(loop.room.messages).toBe(4);
    loop.push('13th');
    expect(loop.room.messages).toBe(0);
    first.resolve();
    await loop.drain();
    expect(loop.room.messages).toBe(16);
  });

  it('takes a race that is lost again and again for the fault of an item', async () => {
    let calls = 0;
    const { loop, poisoned } = loopOf(async () => {
      calls++;
      throw duplicate();
    });
    loop.push('a');
    await loop.drain();
    expect(calls).toBe(3);
    expect(poisoned).toEqual(['a']);
  });

  it('hands back what it has not begun when it is stopped', async () => {
    const first = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { loop, handedBack } = loopOf(
      async () => {
        begun.resolve();
        await first.promise;
      },
      { maxBatch: 1 },
    );
    for (const item of ['a', 'b', 'c']) loop.push(item);
    await begun.promise;
    const stopped = loop.stop();
    loop.push('late');
    first.resolve();
    await stopped;
    expect(handedBack).toEqual(['b', 'c', 'late']);
  });

  it.each([false, true])(
    'that is stopped while the database is away gives up and hands back (holding on: %s)',
    async (holdsOn) => {
      const never = new Promise<void>(() => undefined);
      const { loop, handedBack } = loopOf(
        async () => {
          throw transient();
        },
        { holdsOn, recovery: () => never },
      );
      loop.push('a');
      await vi.waitFor(() => expect(holdsOn || loop.isClosed).toBe(true));
      await loop.drain();
      expect(handedBack).toEqual(['a']);
    },
  );

  it('forgets what waited so long that the broker has delivered it again', async () => {
    const batches: (readonly string[])[] = [];
    const { loop } = loopOf(async (batch) => void batches.push(batch), { lifetimeMs: 0 });
    loop.push('a');
    await loop.drain();
    expect(batches).toEqual([]);
  });
});
