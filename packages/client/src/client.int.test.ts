import {
  ContractViolation,
  getStock,
  type Outcome,
  orderConfirmed,
  orderPlaced,
  placeOrder,
  putCustomer,
  restock,
} from '@murmuration/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeShop, startFakeShop } from '../test/fake-shop.ts';
import {
  connect,
  dataOf,
  type Murmuration,
  NotStored,
  OutcomeTimeout,
  QueryFailed,
  type SeenEvent,
} from './index.ts';

const order = {
  orderId: 'o-1',
  customerId: 'c-1',
  lines: [{ sku: 'tea-001', quantity: 1, unitPrice: { amount: 690, currency: 'EUR' } }],
  paymentMethod: 'pm_card_visa',
};
const accepted = (commandId: string): Outcome => ({ status: 'accepted', commandId, id: commandId });

let shop: FakeShop;
let client: Murmuration;

beforeAll(async () => {
  shop = await startFakeShop();
});
afterAll(() => shop.close());

beforeEach(async () => {
  shop.seen.length = 0;
  shop.decide = () => undefined;
  client = await connect({ url: shop.nats.url, user: 'boss', password: 'secret' });
});
afterEach(() => client.close());

describe('send', () => {
  test('resolves with the outcome that the service tells', async () => {
    const refused: Outcome = {
      status: 'rejected',
      commandId: 'o-1',
      reasons: [{ field: 'lines[0].sku', code: 'unknown_product', message: 'no such article' }],
    };
    shop.decide = () => refused;
    expect(await client.send(placeOrder, order)).toEqual(refused);
    expect(shop.seen[0]).toMatchObject({ subject: 'cmd.order.place', data: order });
  });

  test('repeats the command under the same id when its outcome was lost', async () => {
    shop.decide = (_, count) => (count === 1 ? undefined : accepted('o-1'));
    expect(await client.send(placeOrder, order)).toEqual(accepted('o-1'));
    expect(shop.seen.map((command) => command.headers.get('ce-id'))).toEqual(['o-1', 'o-1']);
  });

  test('says that the command is stored when nobody decides it in time', async () => {
    const sending = client.send(placeOrder, order, { timeoutMs: 3_000 });
    await expect(sending).rejects.toThrow(OutcomeTimeout);
    await expect(sending).rejects.toThrow('order.place.v1 o-1 is stored');
  });

  test('sends nothing that breaks the contract', async () => {
    const sending = client.send(placeOrder, { ...order, paymentMethod: 'cash' });
    await expect(sending).rejects.toThrow(ContractViolation);
    expect(shop.seen).toHaveLength(0);
  });

  test('delivers a command that was sent while the server was down', async () => {
    shop.decide = () => accepted('o-1');
    const down = await startFakeShop();
    const sender = await connect({ url: down.nats.url, user: 'boss', password: 'secret' });
    down.decide = () => accepted('o-1');
    await down.nats.stop();
    const sending = sender.send(placeOrder, order, { timeoutMs: 20_000 });
    await down.nats.restart();
    expect(await sending).toEqual(accepted('o-1'));
    await sender.close();
    await down.close();
  }, 30_000);
});

describe('publish', () => {
  test('resolves once the stream has stored the command', async () => {
    await client.publish(placeOrder, order);
    await expect.poll(() => shop.seen.length, { timeout: 30_000 }).toBeGreaterThan(0);
    // where the broker's word comes late it is published again, under the same id
    expect(new Set(shop.seen.map(({ headers }) => headers.get('ce-id')))).toEqual(new Set(['o-1']));
    expect(shop.seen[0]?.headers.get('murmuration-reply-to')).toBe('');
  });

  test('says so when the stream refuses to store the command', async () => {
    const { streams } = await jetstreamManager(shop.connection);
    await streams.update('COMMANDS', { max_msg_size: 10 });
    const publishing = client.publish(placeOrder, order, { timeoutMs: 3_000 });
    await expect(publishing).rejects.toThrow(NotStored);
  });

  test('says so when no stream takes the command', async () => {
    const bare = await startFakeShop({ withStreams: false });
    const sender = await connect({ url: bare.nats.url, user: 'boss', password: 'secret' });
    const publishing = sender.publish(placeOrder, order, { timeoutMs: 3_000 });
    await expect(publishing).rejects.toThrow(NotStored);
    await expect(publishing).rejects.toThrow('no stream takes it');
    await sender.close();
    await bare.close();
  });
});

describe('sendMany', () => {
  test('tells the outcome of each of many commands', async () => {
    shop.decide = ({ headers: all }) => accepted(all.get('ce-id'));
    const deliveries = Array.from({ length: 500 }, (_, n) => ({
      restockId: `d-${n}`,
      sku: 'tea-001',
      quantity: 1,
    }));
    const ids = new Set<string>();
    for await (const result of client.sendMany(restock, deliveries)) {
      if (result.ok && result.value.commandId === result.item.restockId) {
        ids.add(result.value.commandId);
      }
    }
    expect(ids.size).toBe(500);
  });
});

describe('ask', () => {
  test('gives the checked answer', async () => {
    const stock = {
      sku: 'tea-001',
      onHand: 1,
      reserved: 0,
      committed: 0,
      restocked: 1,
      version: 1,
    };
    const stop = await shop.answer('qry.inventory.get-stock', (message) =>
      message.respond(JSON.stringify(stock)),
    );
    expect(await client.ask(getStock, { sku: 'tea-001' })).toEqual(stock);
    await stop();
  });

  test('fails with 503 when nobody answers', async () => {
    const asking = client.ask(getStock, { sku: 'tea-001' });
    await expect(asking).rejects.toThrow(QueryFailed);
    await expect(asking).rejects.toMatchObject({ status: 503 });
  });

  test('fails with the code of the service', async () => {
    const all = headers();
    all.set('Nats-Service-Error-Code', '422');
    all.set('Nats-Service-Error', 'no such thing');
    const stop = await shop.answer('qry.inventory.get-stock', (message) =>
      message.respond('{}', { headers: all }),
    );
    const asking = client.ask(getStock, { sku: 'tea-001' });
    await expect(asking).rejects.toMatchObject({
      status: 422,
      message: 'qry.inventory.get-stock: no such thing',
    });
    await stop();
  });

  test('fails with 502 when the answer breaks the contract', async () => {
    const stop = await shop.answer('qry.inventory.get-stock', (message) =>
      message.respond('{"sku":1}'),
    );
    const asking = client.ask(getStock, { sku: 'tea-001' });
    await expect(asking).rejects.toMatchObject({ status: 502 });
    await stop();
  });

  test('sends a request, which no stream holds, and tells what the service found wrong', async () => {
    const customer = { userId: 'ada', email: 'ada@example.com', name: 'Ada' };
    const stop = await shop.answer('req.user.put-customer', (message) => {
      expect(message.json()).toEqual(customer);
      message.respond('{"userId":"ada","version":1}');
    });
    expect(await client.ask(putCustomer, customer)).toEqual({ userId: 'ada', version: 1 });
    expect(shop.seen).toEqual([]);
    await stop();
    const problems = [{ field: 'userId', code: 'erased', message: 'ada was erased' }];
    const refusal = headers();
    refusal.set('Nats-Service-Error-Code', '409');
    const stopRefusing = await shop.answer('req.user.put-customer', (message) =>
      message.respond(JSON.stringify({ problems }), { headers: refusal }),
    );
    await expect(client.ask(putCustomer, customer)).rejects.toMatchObject({
      status: 409,
      problems,
    });
    await stopRefusing();
  });

  test('sends no request that breaks the contract', async () => {
    const wrong = { userId: 'ada', email: 'nowhere', name: 'Ada' };
    await expect(client.ask(putCustomer, wrong)).rejects.toThrow(ContractViolation);
  });

  test('fails with 504 when the answer is late', async () => {
    const stop = await shop.answer('qry.inventory.get-stock', () => {});
    const asking = client.ask(getStock, { sku: 'tea-001' }, { timeoutMs: 50 });
    await expect(asking).rejects.toMatchObject({ status: 504 });
    await stop();
  });
});

describe('watch', () => {
  const moment = '2026-01-05T09:00:00.000Z';
  const total = { amount: 690, currency: 'EUR' };
  const placed = (orderId: string) =>
    orderPlaced.of({ ...order, orderId, total, placedAt: moment, deadline: moment });
  const confirmed = (orderId: string) =>
    orderConfirmed.of({ orderId, customerId: 'c-1', total, confirmedAt: moment });

  test('yields past and new events of one order, and of no other', async () => {
    await shop.emit(placed('w-1'), 'e-1');
    await shop.emit(placed('w-2'), 'e-2');
    const seen: SeenEvent[] = [];
    for await (const event of client.watch('w-1')) {
      seen.push(event);
      if (seen.length === 1) await shop.emit(confirmed('w-1'), 'e-3');
      if (seen.length === 2) break;
    }
    expect(seen.map(({ id, key }) => [id, key])).toEqual([
      ['e-1', 'w-1'],
      ['e-3', 'w-1'],
    ]);
    expect(seen.map((event) => dataOf(orderConfirmed, event)?.orderId)).toEqual([undefined, 'w-1']);
  });

  test('ends when its signal is aborted before it has begun to read', async () => {
    const abort = new AbortController();
    setImmediate(() => abort.abort());
    const seen = await Array.fromAsync(client.watch('w-6', { signal: abort.signal }));
    expect(seen).toEqual([]);
  });

  test('ends when its signal is aborted', async () => {
    const abort = new AbortController();
    const ended: string[] = [];
    await shop.emit(placed('w-3'), 'e-4');
    for await (const event of client.watch('w-3', { signal: abort.signal })) {
      ended.push(event.id);
      abort.abort();
    }
    expect(ended).toEqual(['e-4']);
  });

  test('leaves nothing behind on the server', async () => {
    await shop.emit(placed('w-5'), 'e-7');
    for await (const event of client.watch('w-5')) {
      expect(event.id).toBe('e-7');
      break;
    }
    const manager = await jetstreamManager(shop.connection);
    expect((await manager.streams.info('EVENTS')).state.consumer_count).toBe(0);
  });

  test('skips what was stored before `since`', async () => {
    await shop.emit(placed('w-4'), 'e-5');
    const since = await nextMillisecond();
    await shop.emit(confirmed('w-4'), 'e-6');
    for await (const event of client.watch('w-4', { since })) {
      expect(event.id).toBe('e-6');
      break;
    }
  });
});

/** The server's times are finer than those of a Date: the moment must be surely past what was stored. */
async function nextMillisecond(): Promise<Date> {
  const now = Date.now();
  while (Date.now() <= now + 1) await new Promise(setImmediate);
  return new Date();
}
