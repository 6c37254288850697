// The whole shop in one sitting, as a customer and the staff see it. Beside a running shop: npm run walkthrough
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@murmuration/client';
import { cancelOrder, eraseUser, placeOrder, refundPayment } from '@murmuration/contracts';
import { sandboxControl } from '@murmuration/payment-sandbox';

const shop = JSON.parse(await readFile(process.argv[2] ?? '.murmuration/dev.json', 'utf8'));
const edge = shop.services.edge.url;

async function http(method, path, { body, token, ...headers } = {}) {
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(edge + path, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return {
    status: answer.status,
    etag: answer.headers.get('etag'),
    data: text && JSON.parse(text),
  };
}

/** Tries until a read says what it is expected to say. */
async function until(what, read) {
  for (const limit = Date.now() + 20_000; Date.now() < limit; await sleep(50)) {
    const found = await read();
    if (found) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}

// Register. The answer is the same for every address; what comes next stands in a mail.
const email = `ada.${randomUUID()}@example.com`;
const password = 'a lovely engine of analysis';
const registered = await http('POST', '/account/register', {
  body: { email, password, name: 'Ada' },
});
assert.equal(registered.status, 202);
const mail = await until('the mail', async () => {
  const found = await fetch(`${shop.mailUrl}/messages?to=${encodeURIComponent(email)}`);
  return (await found.json()).messages[0];
});
const code = /^ {4}([0-9A-Z]{4}-[0-9A-Z]{4})$/m.exec(mail.text)[1];
assert.equal((await http('POST', '/account/confirm', { body: { email, code } })).status, 200);

// Sign in.
const session = await http('POST', '/account/sign-in', { body: { email, password } });
const { userId, accessToken: token } = session.data;
console.log('signed in as', userId);

// Browse.
const { items } = (await http('GET', '/products?q=assam')).data;
const [{ sku, price: unitPrice }] = items;
console.log(items.length, 'products match; the first is', sku);

// Order over NATS, by WebSocket as a browser would. The broker lets Ada publish Ada's commands and nothing else.
const actor = { userId, accessToken: token };
const browser = await connect({ url: shop.natsWebsocketUrl, actor });
const order = {
  orderId: `order-${randomUUID()}`,
  customerId: userId,
  lines: [{ sku, quantity: 2, unitPrice }],
  paymentMethod: 'pm_card_visa',
};
console.log('order:', (await browser.send(placeOrder, order)).status);

// Watch it by server-sent events.
const events = await fetch(`${edge}/orders/${order.orderId}/events`, {
  headers: { authorization: `Bearer ${token}`, 'last-event-id': '0' },
});
let heard = '';
for await (const chunk of events.body.pipeThrough(new TextDecoderStream())) {
  heard += chunk;
  if (heard.includes('"order.confirmed"')) break;
}
console.log('heard:', ...new Set(heard.match(/"(order|inventory|payment)\.[a-z-]+"/g)));

// Read it over REST; what has not changed is not sent again.
const read = await http('GET', `/orders/${order.orderId}`, { token });
assert.equal(read.data.status, 'confirmed');
const again = await http('GET', `/orders/${order.orderId}`, { token, 'if-none-match': read.etag });
assert.equal(again.status, 304);

// Order over TCP while the payment provider is slow, think again, cancel.
const provider = sandboxControl(shop.paymentSandboxUrl);
await provider.addRule({ mode: 'slow-before', delayMs: 3_000, times: 1 });
const program = await connect({ url: shop.natsUrl, actor });
const second = { ...order, orderId: `order-${randomUUID()}` };
await program.send(placeOrder, second);
console.log('cancel:', (await program.send(cancelOrder, { orderId: second.orderId })).status);
const cancelled = (await http('GET', `/orders/${second.orderId}`, { token })).data;
assert.equal(cancelled.status, 'cancelled');

// Staff refund one of the two pieces.
const staff = await connect({
  url: shop.natsUrl,
  user: shop.natsUser,
  password: shop.natsPassword,
});
const { orderId } = order;
const refund = {
  refundId: `refund-${randomUUID()}`,
  orderId,
  lines: [{ sku, quantity: 1 }],
  reason: 'torn',
};
console.log('refund:', (await staff.send(refundPayment, refund)).status);
const refunded = await until('the refund', async () => {
  const { data } = await http('GET', `/orders/${orderId}/payment`, { token });
  return data.refunded > 0 && data;
});
assert.equal(refunded.refunded, unitPrice.amount);

// Be forgotten: the key to everything personal is destroyed, the orders stay under an id that leads to nobody.
console.log('erase:', (await browser.send(eraseUser, { userId })).status);
await until('the account to be gone', async () => {
  const { status } = await http('POST', '/account/sign-in', { body: { email, password } });
  return status === 401;
});

await Promise.all([browser.close(), program.close(), staff.close()]);
console.log('all of it worked');
