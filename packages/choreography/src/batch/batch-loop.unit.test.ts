import { describe, expect, it, vi } from 'vitest';
import { type Handle, loopOf } from './batch-loop.fixture.ts';

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

  it('forgets what waited so long that the broker has delivered it again', async () => {
    const batches: (readonly string[])[] = [];
    const { loop } = loopOf(async (batch) => void batches.push(batch), { lifetimeMs: 0 });
    loop.push('a');
    await loop.drain();
    expect(batches).toEqual([]);
  });
});
