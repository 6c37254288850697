import { notificationFailed, notificationSent } from '@murmuration/contracts';
import { changed, type Correspondence, type MailItem } from './correspondence.ts';
import { ignored, type Draft, type MailDecision } from './decision.ts';
import type { MailResult } from './mail.ts';

type Ends = typeof notificationSent | typeof notificationFailed;

/** Records what became of the mails; each is told once, however often it was sent. */
export function concludeMails(
  known: Correspondence | undefined,
  results: readonly MailResult[],
): MailDecision<Ends> {
  if (known === undefined) return ignored('the correspondence is unknown');
  const fresh = results.filter((result) => known.items.some((item) => isOpen(item, result)));
  if (fresh.length === 0) return ignored('what became of the mails is known already');
  const items = known.items.map((item) => ended(item, fresh));
  return {
    save: { correspondence: [changed(known, { items })] },
    emit: fresh.map((result) => eventOf(known.orderId, result)),
  };
}

function isOpen(item: MailItem, { kind, subjectId }: MailResult): boolean {
  return item.kind === kind && item.subjectId === subjectId && item.status === 'sending';
}

function ended(item: MailItem, results: readonly MailResult[]): MailItem {
  const result = results.find((each) => isOpen(item, each));
  if (result === undefined) return item;
  if (result.outcome === 'sent') return { ...item, status: 'sent' };
  return { ...item, status: 'failed', failure: result.reason };
}

function eventOf(orderId: string, result: MailResult): Draft<Ends> {
  const { kind, messageId } = result;
  return result.outcome === 'sent'
    ? notificationSent.of({ orderId, kind, messageId })
    : notificationFailed.of({ orderId, kind, reason: result.reason });
}
