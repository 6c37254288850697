import { eraseUser, placeOrder } from '@murmuration/contracts';
import { drained, type Shop } from '@murmuration/testkit';
import { expect, test } from 'vitest';
import { newArticle } from '../support/articles.ts';
import { orderOf, untilOrder } from '../support/orders.ts';
import { codeFor, connectAs, enter, join, type Person } from '../support/people.ts';
import { tracesOf } from '../support/traces-of.ts';
import { get, post } from '../support/web.ts';

/** Everything about somebody that may stand in clear nowhere but in mails. */
function secretsOf({ email, name, password, token, refreshToken }: Person): readonly string[] {
  return [email, name, password, token, refreshToken];
}

/** Buys something as a customer does: over NATS, with an access token. */
async function buy(shop: Shop, person: Person): Promise<string> {
  const order = { ...orderOf([await newArticle(shop), 1]), customerId: person.userId };
  const client = await connectAs(shop, person);
  try {
    expect((await client.send(placeOrder, order)).status).toBe('accepted');
  } finally {
    await client.close();
  }
  await untilOrder(shop, order.orderId, 'confirmed');
  return order.orderId;
}

/** Uses every call that takes a secret, rightly and wrongly. Returns the person with the secrets of the end. */
async function useEverySecret(shop: Shop, person: Person): Promise<Person> {
  const { email, password, token } = person;
  const wrong = { email, password: `not ${password}` };
  expect((await post(shop, '/account/sign-in', { body: wrong })).status).toBe(401);
  const next = `next ${password}`;
  const change = { currentPassword: password, newPassword: next };
  const changed = await post(shop, '/account/password', { token, body: change });
  expect(changed).toMatchObject({ status: 200 });
  await post(shop, '/account/password-reset', { body: { email } });
  const body = { email, code: await codeFor(shop, email, 2), newPassword: `last ${password}` };
  expect(await post(shop, '/account/password-reset/confirm', { body })).toMatchObject({
    status: 200,
  });
  const { accessToken, refreshToken } = await enter(shop, { email, password: body.newPassword });
  await get(shop, `/orders?customerId=${encodeURIComponent(email)}`, { token: accessToken });
  await post(shop, '/account/sign-in', { body: { ...wrong, password: [password] } });
  return { ...person, password: body.newPassword, token: accessToken, refreshToken };
}

/** Looks for what is secret or personal wherever anything is kept. */
export function nothingSecretIsKept(shopOf: () => Shop): void {
  test('stands in no table, stream or log, and after erasure not even sealed with a key', async () => {
    const shop = shopOf();
    const person = await join(shop);
    const orderId = await buy(shop, person);
    const later = await useEverySecret(shop, person);
    await drained(shop);
    const all = [...secretsOf(person), ...secretsOf(later), shop.broker.password];
    expect(await tracesOf(shop, all)).toEqual([]);
    expect(await tracesOf(shop, [orderId])).not.toEqual([]);

    expect((await shop.client.send(eraseUser, { userId: person.userId })).status).toBe('accepted');
    await drained(shop);
    expect((await get(shop, '/me', { token: later.token })).status).toBe(404);
    const body = { email: later.email, password: later.password };
    expect((await post(shop, '/account/sign-in', { body })).status).toBe(401);
    expect(await tracesOf(shop, all)).toEqual([]);
  });
}
