import { expect, test } from 'vitest';
import { mailControl } from '../src/index.ts';
import { mailAbout, senderTo, startCatcher } from './catcher.fixture.ts';

test('a mail is kept as it was sent', async () => {
  const catcher = await startCatcher();
  const sent = await senderTo(catcher.smtpUrl).sendMail({
    ...mailAbout('order-1'),
    subject: 'Bestätigung Ihrer Bestellung',
    bcc: 'archive@example.com',
  });
  const [message, ...others] = await catcher.messages();
  expect(others).toEqual([]);
  expect(message).toMatchObject({
    messageId: sent.messageId,
    from: 'shop@example.com',
    to: ['ada@example.com', 'archive@example.com'],
    subject: 'Bestätigung Ihrer Bestellung',
    headers: { 'x-order-id': 'order-1', 'message-id': sent.messageId },
  });
  expect(message?.text?.trim()).toBe('Thank you for order-1.');
  expect(message?.html).toContain('<p>Thank you for order-1.</p>');
  expect(await catcher.message(message?.id ?? '')).toEqual(message);
});

test('messages are listed newest first, by recipient, subject and order', async () => {
  const catcher = await startCatcher();
  const sender = senderTo(catcher.smtpUrl);
  await sender.sendMail(mailAbout('order-1'));
  await sender.sendMail(mailAbout('order-2', 'bob@example.com'));
  await sender.sendMail(mailAbout('order-3'));
  const orders = async (filter: Parameters<typeof catcher.messages>[0]) =>
    (await catcher.messages(filter)).map(({ headers }) => headers['x-order-id']);

  expect(await orders({})).toEqual(['order-3', 'order-2', 'order-1']);
  expect(await orders({ to: 'ADA@example.com' })).toEqual(['order-3', 'order-1']);
  expect(await orders({ subject: 'ORDER-2 is' })).toEqual(['order-2']);
  expect(await orders({ orderId: 'order-1' })).toEqual(['order-1']);
  expect(await orders({ orderId: 'order' })).toEqual([]);
  expect(await orders({ limit: 2 })).toEqual(['order-3', 'order-2']);
});

test('a sender with credentials is let in', async () => {
  const catcher = await startCatcher();
  const url = new URL(catcher.smtpUrl);
  url.username = 'shop';
  url.password = 'any';
  await senderTo(url.href).sendMail(mailAbout('order-1'));
  expect(await catcher.messages()).toHaveLength(1);
});

test('reject refuses with 451 as often as asked, and keeps nothing', async () => {
  const catcher = await startCatcher();
  const sender = senderTo(catcher.smtpUrl);
  await catcher.setMode('reject', { times: 2 });
  const refused = { responseCode: 451 };
  await expect(sender.sendMail(mailAbout('order-1'))).rejects.toMatchObject(refused);
  await expect(sender.sendMail(mailAbout('order-1'))).rejects.toMatchObject(refused);
  expect(await catcher.messages()).toEqual([]);
  await sender.sendMail(mailAbout('order-1'));
  expect(await catcher.mode()).toEqual({ mode: 'normal', times: null });
  expect(await catcher.messages()).toHaveLength(1);
});

test('hang never answers, and keeps nothing', async () => {
  const catcher = await startCatcher();
  await catcher.setMode('hang');
  const impatient = senderTo(catcher.smtpUrl, 300);
  await expect(impatient.sendMail(mailAbout('order-1'))).rejects.toMatchObject({
    code: 'ETIMEDOUT',
  });
  expect(await catcher.messages()).toEqual([]);
});

test('accept-then-drop keeps the mail, though the sender sees a failure', async () => {
  const catcher = await startCatcher();
  const sender = senderTo(catcher.smtpUrl);
  await catcher.setMode('accept-then-drop', { times: 1 });
  await expect(sender.sendMail(mailAbout('order-1'))).rejects.toThrow();
  expect(await catcher.messages({ orderId: 'order-1' })).toHaveLength(1);
});

test('a mail that is too large is refused for good', async () => {
  const catcher = await startCatcher();
  const huge = { ...mailAbout('order-1'), text: 'x'.repeat(300_000) };
  await expect(senderTo(catcher.smtpUrl).sendMail(huge)).rejects.toMatchObject({
    responseCode: 552,
  });
  expect(await catcher.messages()).toEqual([]);
});

test('a control client elsewhere does the same, and nonsense is refused', async () => {
  const catcher = await startCatcher();
  await senderTo(catcher.smtpUrl).sendMail(mailAbout('order-1'));
  const elsewhere = mailControl(catcher.url);
  expect(await elsewhere.messages()).toEqual(await catcher.messages());
  await elsewhere.clear();
  expect(await catcher.messages()).toEqual([]);
  await expect(elsewhere.message('none')).rejects.toThrow('404');
  await expect(elsewhere.messages({ limit: 0 })).rejects.toThrow('400');
  expect(await (await fetch(`${catcher.url}/health`)).json()).toEqual({ status: 'ok' });
});

test('closing does not wait for a mail that hangs', async () => {
  const catcher = await startCatcher();
  await catcher.setMode('hang', { times: 1 });
  const hanging = senderTo(catcher.smtpUrl).sendMail(mailAbout('order-1'));
  const outcome = expect(hanging).rejects.toThrow();
  await expect
    .poll(() => catcher.mode(), { timeout: 15_000 })
    .toEqual({ mode: 'normal', times: null });
  await catcher.close();
  await outcome;
});
