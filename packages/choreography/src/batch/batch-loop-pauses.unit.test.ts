import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { loopOf, transient } from './batch-loop.fixture.ts';
import type { BatchLoop } from './batch-loop.ts';

/** Resolves when the loop is closed, or opened. */
const changing = (loop: BatchLoop<string>, isClosed: boolean): Promise<void> =>
  new Promise((resolve) => {
    loop.onRoom = () => {
      if (loop.isClosed === isClosed) resolve();
    };
  });
const closing = (loop: BatchLoop<string>): Promise<void> => changing(loop, true);
const opening = (loop: BatchLoop<string>): Promise<void> => changing(loop, false);

describe('a loop without what it needs', () => {
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
    expect(loop.problem).toMatch(/paused for \d+ s: Error: lost/);
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

  it('tries another item when the one on trial was poison', async () => {
    let failure: () => Error = transient;
    const { loop, poisoned } = loopOf(
      async () => {
        throw failure();
      },
      { recovery: async () => undefined },
    );
    const closed = closing(loop);
    loop.push('a');
    await closed;
    failure = () => new Error('it breaks a rule');
    await opening(loop);
    loop.push('poison');
    await vi.waitFor(() => expect(poisoned).toEqual(['poison']));
    await vi.waitFor(() => expect(loop.room.messages).toBe(1));
    await loop.stop();
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
});
