import { describe, expect, it } from 'vitest';
import {
  address,
  addressed,
  confirmation,
  refund,
  sending,
  unaddressed,
  wantedConfirmation,
  wantedRefund,
  withMails,
} from './correspondence.examples.ts';
import type { Correspondence } from './correspondence.ts';
import { decideMails, type MailFact } from './send-mails.ts';

const decide = (known: Correspondence | undefined, fact: MailFact, messageId = 'm-1') =>
  decideMails(known, fact, 'o-1', messageId);

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
  it('given nothing, when the order is placed, then the address is remembered and nothing is sent', () => {
    expect(decide(undefined, address)).toEqual({ save: { correspondence: [addressed] } });
    expect(addressed.version).toBe(1);
  });

  it('given the address, when the order is confirmed, then the mail is claimed and sent', () => {
    const decision = decide(addressed, confirmation);
    expect(decision.save?.correspondence).toEqual([
      { ...addressed, items: [sending(wantedConfirmation)], version: 2 },
    ]);
    expect(decision).toMatchObject({
      call: { orderId: 'o-1', email: 'ada@example.com', mails: [confirmationMail] },
    });
  });

  it('given no address, when the order is confirmed, then the mail is only wanted', () => {
    expect(decide(undefined, confirmation)).toEqual({ save: { correspondence: [unaddressed] } });
  });

  it('given wanted mails, when the order’s placement arrives last, then all of them are sent', () => {
    const waiting = { ...unaddressed, items: [wantedConfirmation, wantedRefund] };
    const decision = decide(waiting, address);
    expect(decision.save?.correspondence).toMatchObject([
      {
        email: 'ada@example.com',
        items: [
          { status: 'sending', claimedBy: 'm-1' },
          { status: 'sending', claimedBy: 'm-1' },
        ],
        version: 2,
      },
    ]);
    expect(decision).toMatchObject({ call: { mails: [confirmationMail, refundMail] } });
  });

  it('given mails being sent, when the message that claimed them comes again, then it sends the same ones again', () => {
    const decision = decide(withMails(sending(wantedConfirmation)), confirmation);
    expect(decision).toMatchObject({ call: { mails: [confirmationMail] } });
    expect(decision).not.toHaveProperty('save');
  });

  it('given a mail being sent, when another message brings another mail, then only that one is sent', () => {
    const decision = decide(withMails(sending(wantedConfirmation)), refund, 'm-2');
    expect(decision.save?.correspondence).toMatchObject([
      { items: [sending(wantedConfirmation, 'm-1'), sending(wantedRefund, 'm-2')] },
    ]);
    const mails = 'call' in decision ? decision.call.mails : [];
    expect(mails.map(({ kind }) => kind)).toEqual(['refunded']);
  });

  it('given a mail being sent, when another message tells the same, then it is left to the first', () => {
    const known = withMails(sending(wantedConfirmation));
    expect(decide(known, confirmation, 'm-2')).toEqual({ ignored: 'there is nothing new to send' });
  });

  it.each(['sent', 'failed'] as const)(
    'given a mail that is %s, when its message comes again, then nothing is sent',
    (status) => {
      const known = withMails({ ...sending(wantedConfirmation), status });
      expect(decide(known, confirmation)).toHaveProperty('ignored');
    },
  );

  it('given two refunds, when both are told, then each has its own mail', () => {
    const one = decide(addressed, refund);
    const another: MailFact = {
      kind: 'occasion',
      subjectId: 'r-2',
      occasion: wantedRefund.occasion,
    };
    const other = decide(one.save?.correspondence[0], another, 'm-2');
    expect(other.save?.correspondence[0]?.items.map(({ subjectId }) => subjectId)).toEqual([
      'r-1',
      'r-2',
    ]);
  });

  it('given the address or a wanted mail, when it comes again, then nothing changes', () => {
    expect(decide(addressed, address)).toHaveProperty('ignored');
    expect(decide(unaddressed, confirmation)).toHaveProperty('ignored');
  });
});
