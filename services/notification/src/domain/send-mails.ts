import {
  changed,
  unheardOf,
  type Correspondence,
  type MailItem,
  type Occasion,
} from './correspondence.ts';
import { ignored, type MailCall, type MailDecision } from './decision.ts';
import { messageIdOf, type Mail, type MailRequest } from './mail.ts';
import { textOf } from './mail-texts.ts';

/** What a message brings: the customer's address, or something to tell. */
export type MailFact =
  | { readonly kind: 'address'; readonly email: string }
  | { readonly kind: 'occasion'; readonly subjectId: string; readonly occasion: Occasion };

/**
 * Remembers a fact, and sends all that is wanted once the address is known. The message that claims a mail is the only one
 * that sends it, again when it is redelivered; what another message has claimed is left to that one.
 */
export function decideMails(
  known: Correspondence | undefined,
  fact: MailFact,
  orderId: string,
  messageId: string,
): MailDecision | MailCall {
  const before = known ?? unheardOf(orderId);
  const learned = learn(before, fact);
  if (learned.email === null) {
    return learned === before ? ignored('it is known already') : save(changed(learned, {}));
  }
  const items = learned.items.map((item) => claim(item, messageId));
  const claims = items.some((item, at) => item !== learned.items[at]);
  const request = requestOf(orderId, learned.email, items.filter(isSentBy(messageId)));
  if (request === undefined) {
    return learned === before
      ? ignored('there is nothing new to send')
      : save(changed(learned, {}));
  }
  return claims ? { ...save(changed(learned, { items })), call: request } : { call: request };
}

function learn(before: Correspondence, fact: MailFact): Correspondence {
  if (fact.kind === 'address') {
    return before.email === null ? { ...before, email: fact.email } : before;
  }
  const { subjectId, occasion } = fact;
  const { kind } = occasion;
  if (before.items.some((item) => item.kind === kind && item.subjectId === subjectId)) {
    return before;
  }
  const wanted: MailItem = { kind, subjectId, status: 'wanted', claimedBy: null, occasion };
  return { ...before, items: [...before.items, wanted] };
}

function claim(item: MailItem, messageId: string): MailItem {
  return item.status === 'wanted' ? { ...item, status: 'sending', claimedBy: messageId } : item;
}

function isSentBy(messageId: string): (item: MailItem) => boolean {
  return ({ status, claimedBy }) => status === 'sending' && claimedBy === messageId;
}

function requestOf(
  orderId: string,
  email: string,
  items: readonly MailItem[],
): MailRequest | undefined {
  const [first, ...others] = items.map((item) => mailOf(orderId, item));
  return first === undefined ? undefined : { orderId, email, mails: [first, ...others] };
}

function mailOf(orderId: string, { kind, subjectId, occasion }: MailItem): Mail {
  const messageId = messageIdOf(orderId, kind, subjectId);
  return { kind, subjectId, messageId, ...textOf(orderId, occasion) };
}

function save(correspondence: Correspondence): {
  readonly save: { readonly correspondence: readonly [Correspondence] };
} {
  return { save: { correspondence: [correspondence] } };
}
