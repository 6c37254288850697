import { getStock, type Outcome, placeOrder } from '@murmuration/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeShop, startFakeShop } from '../test/fake-shop.ts';
import { connect, CredentialsRefused, NotAllowed, NotConnected } from './index.ts';

const order = {
  orderId: 'o-1',
  customerId: 'c-1',
  lines: [{ sku: 'tea-001', quantity: 1, unitPrice: { amount: 690, currency: 'EUR' } }],
  paymentMethod: 'pm_card_visa',
};
const accepted: Outcome = { status: 'accepted', commandId: 'o-1', id: 'o-1' };

let shop: FakeShop;
beforeAll(async () => {
  shop = await startFakeShop();
});
afterAll(() => shop.close());

describe('connect', () => {
  test('says that the credentials are wrong', async () => {
    const connecting = connect({ url: shop.nats.url, user: 'boss', password: 'wrong' });
    await expect(connecting).rejects.toThrow(CredentialsRefused);
  });

  test('takes the credentials from the address', async () => {
    const url = shop.nats.url.replace('//', '//boss:secret@');
    const other = await connect({ url });
    await other.close();
  });

  test('says that no server answers, and where', async () => {
    const connecting = connect({ url: 'nats://127.0.0.1:1' });
    await expect(connecting).rejects.toThrow(NotConnected);
    await expect(connecting).rejects.toThrow('127.0.0.1:1');
  });

  test('lets an end user send own commands only', async () => {
    shop.decide = () => accepted;
    const credentials = { url: shop.nats.url, user: 'guest', password: 'secret' };
    const self = await connect({ ...credentials, actor: { userId: 'u-1' } });
    const other = await connect({ ...credentials, actor: { userId: 'u-2' } });
    expect(await self.send(placeOrder, order)).toEqual(accepted);
    await expect(other.send(placeOrder, order)).rejects.toThrow(NotAllowed);
    await self.close();
    await other.close();
  });

  test('fails what is under way when the connection is closed', async () => {
    const leaving = await connect({ url: shop.nats.url, user: 'boss', password: 'secret' });
    const sending = leaving.send(placeOrder, order);
    const failing = expect(sending).rejects.toThrow(NotConnected);
    await leaving.close();
    await failing;
    await expect(leaving.ask(getStock, { sku: 'tea-001' })).rejects.toThrow(NotConnected);
  });
});
