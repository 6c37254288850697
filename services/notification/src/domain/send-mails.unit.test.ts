import { describe, expect, it } from 'vitest';
import {
  confirmation,
  contact,
  erased,
  refund,
  sending,
  unaddressed,
  wantedConfirmation,
  wantedRefund,
  withMails,
} from './correspondence.examples.ts';
import type { Correspondence } from './correspondence.ts';
import { decideMails, type MailCircumstances, type MailFact } from './send-mails.ts';

const noon = new Date('2026-01-05T12:00:00.000Z');
const after = (seconds: number): Date => new Date(noon.getTime() + seconds * 1_000);

const decide = (
  known: Correspondence | undefined,
  fact: MailFact,
  circumstances: Partial<MailCircumstances> = {},
) =>
  decideMails(known, 'o-1', fact, {
    messageId: 'm-1',
    contact,
    policy: { contactWaitSeconds: 60 },
    now: noon,
    ...circumstances,
  });

const confirmationMail = {
  kind: 'confirmed',
  subjectId: 'o-1',
  messageId: '<o-1.confirmed.o-1@murmuration.example>',
  subject: 'Your order o-1 is confirmed',
};
const refundMail = {
  kind: 'refunded',
  subjectId: 'r-1',
  messageId: '<o-1.refunded.r-1@murmuration.example>',
  subject: 'Your refund for order o-1',
};

describe('deciding which mails to send', () => {
  it('given nothing, when the order is confirmed, then the mail is claimed, and sent to the sealed contact', () => {
    const decision = decide(undefined, confirmation);
    expect(decision.save?.correspondence).toEqual([withMails(sending(wantedConfirmation))]);
    expect(decision).toMatchObject({
      call: { orderId: 'o-1', customerId: 'ada', contact: 's1.contact', mails: [confirmationMail] },
    });
  });

  it('given nothing, when a refund is told first, then its mail is only wanted', () => {
    expect(decide(undefined, refund)).toEqual({ save: { correspondence: [unaddressed] } });
    expect(unaddressed.version).toBe(1);
  });

  it('given a wanted mail, when it is known whose the order is, then all of them are sent', () => {
    const decision = decide(unaddressed, confirmation);
    expect(decision.save?.correspondence).toMatchObject([
      {
        customerId: 'ada',
        items: [
          { kind: 'refunded', status: 'sending', claimedBy: 'm-1' },
          { kind: 'confirmed', status: 'sending', claimedBy: 'm-1' },
        ],
        version: 2,
      },
    ]);
    expect(decision).toMatchObject({ call: { mails: [refundMail, confirmationMail] } });
  });

  it('given mails being sent, when the message that claimed them comes again, then it sends the same ones again', () => {
    const decision = decide(withMails(sending(wantedConfirmation)), confirmation);
    expect(decision).toMatchObject({ call: { mails: [confirmationMail] } });
    expect(decision).not.toHaveProperty('save');
  });

  it('given a mail being sent, when another message brings another mail, then only that one is sent', () => {
    const known = withMails(sending(wantedConfirmation));
    const decision = decide(known, refund, { messageId: 'm-2' });
    expect(decision.save?.correspondence).toMatchObject([
      { items: [sending(wantedConfirmation, 'm-1'), sending(wantedRefund, 'm-2')] },
    ]);
    const mails = 'call' in decision ? decision.call.mails : [];
    expect(mails.map(({ kind }) => kind)).toEqual(['refunded']);
  });

  it('given a mail being sent, when another message tells the same, then it is left to the first', () => {
    const known = withMails(sending(wantedConfirmation));
    expect(decide(known, confirmation, { messageId: 'm-2' })).toEqual({
      ignored: 'there is nothing new to send',
    });
  });

  it.each(['sent', 'failed'] as const)(
    'given a mail that is %s, when its message comes again, then nothing is sent',
    (status) => {
      const known = withMails({ ...sending(wantedConfirmation), status });
      expect(decide(known, confirmation)).toHaveProperty('ignored');
    },
  );

  it('given two refunds, when both are told, then each has its own mail', () => {
    const one = decide(withMails(), refund);
    const another: MailFact = { ...refund, subjectId: 'r-2' };
    const other = decide(one.save?.correspondence[0], another, { messageId: 'm-2' });
    expect(other.save?.correspondence[0]?.items.map(({ subjectId }) => subjectId)).toEqual([
      'r-1',
      'r-2',
    ]);
  });

  it('given a wanted mail, when it is told again, then nothing changes', () => {
    expect(decide(unaddressed, refund)).toHaveProperty('ignored');
  });
});

describe('a customer of whom nothing was heard', () => {
  const nobody = { contact: undefined };
  const first = decide(undefined, confirmation, nobody);
  const waiting = first.save?.correspondence[0];

  it('has mails that wait, and it is noted since when', () => {
    expect(first).toMatchObject({ call: { customerId: 'ada', contact: null, isOverdue: false } });
    expect(waiting?.items).toEqual([
      { ...sending(wantedConfirmation), waitingSince: noon.toISOString() },
    ]);
  });

  it('has mails that wait for as long as the policy says, counted from the first attempt', () => {
    for (const seconds of [1, 59.999]) {
      const decision = decide(waiting, confirmation, { ...nobody, now: after(seconds) });
      expect(decision).toMatchObject({ call: { contact: null, isOverdue: false } });
      expect(decision).not.toHaveProperty('save');
    }
  });

  it('has mails that are overdue afterwards: they wait on only if user knows the customer', () => {
    const decision = decide(waiting, confirmation, { ...nobody, now: after(60) });
    expect(decision).toMatchObject({
      call: { contact: null, isOverdue: true, mails: [confirmationMail] },
    });
    expect(decision).not.toHaveProperty('save');
  });

  it('gets the mails as soon as something is heard', () => {
    const decision = decide(waiting, confirmation, { now: after(3) });
    expect(decision).toMatchObject({ call: { contact: 's1.contact', mails: [confirmationMail] } });
  });
});

describe('a customer who is erased', () => {
  it('gets no mails: they fail at once, those that were waiting too', () => {
    const decision = decide(unaddressed, confirmation, { contact: erased });
    expect(decision).not.toHaveProperty('call');
    expect(decision.save?.correspondence).toMatchObject([
      {
        items: [
          { kind: 'refunded', status: 'failed', failure: 'erased' },
          { kind: 'confirmed', status: 'failed', failure: 'erased' },
        ],
      },
    ]);
    expect('emit' in decision && decision.emit?.map(({ data }) => data.reason)).toEqual([
      'erased',
      'erased',
    ]);
  });

  it('has mails that were sent, and they stay so', () => {
    const sent = { ...sending(wantedConfirmation), status: 'sent' as const };
    const decision = decide(withMails(sent), refund, { messageId: 'm-2', contact: erased });
    expect(decision.save?.correspondence[0]?.items).toMatchObject([sent, { status: 'failed' }]);
  });
});
