import { restocked as stockRestocked } from '@murmuration/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeShop, startFakeShop } from '../test/fake-shop.ts';
import {
  connect,
  type Murmuration,
  NotStored,
  type StoredEvent,
  type StoredOptions,
} from './index.ts';

let shop: FakeShop;
let client: Murmuration;

beforeAll(async () => {
  shop = await startFakeShop();
  client = await connect({ url: shop.nats.url, user: 'boss', password: 'secret' });
});
afterAll(async () => {
  await client.close();
  await shop.close();
});

describe('stored', () => {
  const restocked = (n: number) =>
    stockRestocked.of({ restockId: `d-${n}`, sku: 'tea-001', quantity: 1, onHand: n });
  const read = async (options?: StoredOptions): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = [];
    for await (const event of client.stored(options)) events.push(event);
    return events;
  };

  test('yields what there is and ends, from a moment or after a place on', async () => {
    const before = (await read()).length;
    for (const n of [1, 2]) await shop.emit(restocked(n), `s-${n}`);
    const since = await nextMillisecond();
    await shop.emit(restocked(3), 's-3');
    const all = await read();
    expect(all.slice(before).map(({ id }) => id)).toEqual(['s-1', 's-2', 's-3']);
    expect((await read({ since })).map(({ id }) => id)).toEqual(['s-3']);
    const after = all.at(-2)?.sequence ?? 0;
    expect((await read({ after, since: new Date(0) })).map(({ id }) => id)).toEqual(['s-3']);
    expect(await read({ after: after + 1 })).toEqual([]);
    expect(await read({ since: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await read({ subject: 'evt.77.>' })).toEqual([]);
  });

  test('takes more than one batch', async () => {
    const before = (await read()).length;
    const many = Array.from({ length: 1_001 }, (_, n) => shop.emit(restocked(n), `m-${n}`));
    await Promise.all(many);
    expect(await read()).toHaveLength(before + many.length);
    const manager = await jetstreamManager(shop.connection);
    expect((await manager.streams.info('EVENTS')).state.consumer_count).toBe(0);
  });

  test('says so when there is no stream', async () => {
    const bare = await startFakeShop({ withStreams: false });
    const reader = await connect({ url: bare.nats.url, user: 'boss', password: 'secret' });
    await expect(reader.stored()[Symbol.asyncIterator]().next()).rejects.toThrow(NotStored);
    await reader.close();
    await bare.close();
  });
});

/** The server's times are finer than those of a Date: the moment must be surely past what was stored. */
async function nextMillisecond(): Promise<Date> {
  const now = Date.now();
  while (Date.now() <= now + 1) await new Promise(setImmediate);
  return new Date();
}
