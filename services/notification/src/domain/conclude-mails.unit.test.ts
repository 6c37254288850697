import { describe, expect, it } from 'vitest';
import { concludeMails } from './conclude-mails.ts';
import { sending, wantedConfirmation, wantedRefund, withMails } from './correspondence.examples.ts';
import type { MailResult } from './mail.ts';

const sent: MailResult = {
  kind: 'confirmed',
  subjectId: 'o-1',
  messageId: '<o-1.confirmed.o-1@murmuration.example>',
  outcome: 'sent',
};
const refused: MailResult = {
  kind: 'refunded',
  subjectId: 'r-1',
  messageId: '<o-1.refunded.r-1@murmuration.example>',
  outcome: 'refused',
  reason: '550 no such mailbox',
};

describe('recording what became of mails', () => {
  it('given mails being sent, when one is taken and one refused, then both are told', () => {
    const known = withMails(sending(wantedConfirmation), sending(wantedRefund));
    const decision = concludeMails(known, [sent, refused]);
    expect(decision.save?.correspondence).toMatchObject([
      {
        items: [{ status: 'sent' }, { status: 'failed', failure: '550 no such mailbox' }],
        version: known.version + 1,
      },
    ]);
    expect(decision.emit?.map(({ name, data }) => ({ name, data }))).toEqual([
      {
        name: 'notification.sent.v1',
        data: { orderId: 'o-1', kind: 'confirmed', messageId: sent.messageId },
      },
      {
        name: 'notification.failed.v1',
        data: { orderId: 'o-1', kind: 'refunded', reason: '550 no such mailbox' },
      },
    ]);
  });

  it('given a mail recorded as sent, when it is sent once more, then it is not told twice', () => {
    const known = withMails({ ...sending(wantedConfirmation), status: 'sent' });
    expect(concludeMails(known, [sent])).toHaveProperty('ignored');
  });

  it('given two mails, when one is taken, then the other is left as it is', () => {
    const known = withMails(sending(wantedConfirmation), sending(wantedRefund, 'm-2'));
    const decision = concludeMails(known, [sent]);
    expect(decision.save?.correspondence[0]?.items[1]).toEqual(sending(wantedRefund, 'm-2'));
    expect(decision.emit).toHaveLength(1);
  });

  it('given no correspondence, when a mail is taken, then nothing happens', () => {
    expect(concludeMails(undefined, [sent])).toHaveProperty('ignored');
  });
});
