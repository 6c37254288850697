import { RequestError, TerminalError, UnavailableError } from '@murmuration/choreography';
import type { Mailer } from '@murmuration/mailer';
import { inMemoryMailer } from '@murmuration/mailer';
import { keyRing, newPersonKey, personKeyText, seal } from '@murmuration/personal-data';
import { describe, expect, it } from 'vitest';
import type { MailRequest } from '../domain/mail.ts';
import { contactKeys } from './contact-keys.ts';
import { sendAll } from './send-all.ts';

const { signal } = new AbortController();
const key = newPersonKey();
const sealedFor = { personId: 'ada', purpose: 'contact' };
const contact = seal(
  key,
  sealedFor,
  JSON.stringify({ email: 'ada@example.com', name: 'Ada Lovelace' }),
);
const request: MailRequest = {
  orderId: 'o-1',
  customerId: 'ada',
  contact,
  isOverdue: false,
  mails: [
    {
      kind: 'confirmed',
      subjectId: 'o-1',
      messageId: '<o-1.confirmed.o-1@murmuration.example>',
      subject: 'Your order o-1 is confirmed',
      text: 'Thank you!\n',
    },
  ],
};
const { kind, subjectId, messageId } = request.mails[0];
const holding = (found: typeof key | null) => keyRing({ load: () => Promise.resolve(found) });

describe('sending the mails of an order', () => {
  it('opens the contact, and writes to that address and name', async () => {
    const mailer = inMemoryMailer();
    const results = await sendAll({ mailer, keys: holding(key) }, request, signal);
    expect(results).toEqual([{ kind, subjectId, messageId, outcome: 'sent' }]);
    expect([...mailer.mails.values()]).toEqual([
      {
        to: 'ada@example.com',
        messageId,
        subject: 'Your order o-1 is confirmed',
        text: 'Hello Ada Lovelace,\n\nThank you!\n',
        headers: { 'X-Order-Id': 'o-1' },
      },
    ]);
  });

  it('writes to nobody whose key is destroyed', async () => {
    const mailer = inMemoryMailer();
    const results = await sendAll({ mailer, keys: holding(null) }, request, signal);
    expect(results).toEqual([{ kind, subjectId, messageId, outcome: 'refused', reason: 'erased' }]);
    expect(mailer.mails.size).toBe(0);
  });

  it('waits for a contact that nobody has told yet', async () => {
    const sending = sendAll(
      { mailer: inMemoryMailer(), keys: holding(key) },
      { ...request, contact: null },
      signal,
    );
    await expect(sending).rejects.toThrow(UnavailableError);
  });

  describe('when no contact was told for too long', () => {
    const overdue = { ...request, contact: null, isOverdue: true };

    it('gives up when user knows nobody of that id', async () => {
      const office = { mailer: inMemoryMailer(), keys: holding(null) };
      const refused = { kind, subjectId, messageId, outcome: 'refused', reason: 'no-address' };
      expect(await sendAll(office, overdue, signal)).toEqual([refused]);
    });

    it('waits on when user knows the customer, or does not answer', async () => {
      const known = { mailer: inMemoryMailer(), keys: holding(key) };
      await expect(sendAll(known, overdue, signal)).rejects.toThrow(UnavailableError);
      const down = keyRing({ load: () => Promise.reject(new UnavailableError('user is down')) });
      const away = { mailer: inMemoryMailer(), keys: down };
      await expect(sendAll(away, overdue, signal)).rejects.toThrow('user is down');
    });
  });

  it.each([
    ['is under another key', seal(newPersonKey(), sealedFor, '{}')],
    ['is of somebody else', seal(key, { ...sealedFor, personId: 'bob' }, '{}')],
    ['is no contact', seal(key, sealedFor, '{"email":"secret","name":""}')],
    ['is no JSON', seal(key, sealedFor, 'secret')],
  ])('gives up on a contact that %s, and says nothing of what is inside', async (_what, sealed) => {
    const office = { mailer: inMemoryMailer(), keys: holding(key) };
    const failure: unknown = await sendAll(office, { ...request, contact: sealed }, signal).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(TerminalError);
    expect(String(failure)).toContain('the contact of ada cannot be used');
    expect(String(failure)).not.toContain('secret');
    expect(failure).not.toHaveProperty('cause');
  });

  it('tells of a mail that was refused, and goes on', async () => {
    const outcomes = [{ outcome: 'refused' as const, reason: '550' }, { outcome: 'sent' as const }];
    const mailer: Mailer = { send: async () => outcomes.shift() ?? { outcome: 'sent' } };
    const [mail] = request.mails;
    const both: MailRequest = { ...request, mails: [mail, { ...mail, kind: 'refunded' }] };
    const results = await sendAll({ mailer, keys: holding(key) }, both, signal);
    expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'sent']);
  });
});

describe('the keys of contacts', () => {
  const answering = (answer: () => Promise<unknown>) =>
    contactKeys(
      Promise.resolve({
        ask: async ({ result }) => result.parse(await answer()),
      }),
    );

  it('are asked of user', async () => {
    const keys = answering(() => Promise.resolve({ key: personKeyText(key) }));
    expect((await keys.keyOf('ada', signal))?.equals(key)).toBe(true);
  });

  it('are null for those who are erased', async () => {
    const keys = answering(() => Promise.resolve({ key: null }));
    expect(await keys.keyOf('ada', signal)).toBeNull();
  });

  it.each([408, 500, 502, 503, 504])('are waited for when user answers %i', async (status) => {
    const keys = answering(() => Promise.reject(new RequestError(status, 'not now')));
    await expect(keys.keyOf('ada', signal)).rejects.toThrow(UnavailableError);
  });

  it('are not waited for when we may not ask', async () => {
    const keys = answering(() => Promise.reject(new RequestError(403, 'not you')));
    await expect(keys.keyOf('ada', signal)).rejects.toThrow(RequestError);
  });
});
