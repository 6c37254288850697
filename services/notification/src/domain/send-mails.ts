import { notificationFailed } from '@murmuration/contracts';
import type { ContactReplica } from './contact-replica.ts';
import {
  changed,
  unheardOf,
  type Correspondence,
  type MailItem,
  type Occasion,
} from './correspondence.ts';
import { ignored, type MailCall, type MailDecision } from './decision.ts';
import type { MailPolicy } from './mail-policy.ts';
import { messageIdOf, type Mail, type MailRequest } from './mail.ts';
import { textOf } from './mail-texts.ts';

/** What a message brings: something to tell, and to whom, if it says so. */
export interface MailFact {
  readonly customerId?: string;
  readonly subjectId: string;
  readonly occasion: Occasion;
}

/** What a decision depends on beside the correspondence. */
export interface MailCircumstances {
  /** The message that is decided on. */
  readonly messageId: string;
  /** Of the order's customer; undefined when none was ever heard of, or when the customer is unknown. */
  readonly contact: ContactReplica | undefined;
  readonly policy: MailPolicy;
  readonly now: Date;
}

type Decided = MailDecision<typeof notificationFailed> | MailCall;

const MS = 1_000;

/**
 * Remembers a fact, and sends all that is wanted once it is known whose the order is. The message that claims a mail is the
 * only one that sends it, again when it is redelivered; what another message has claimed is left to that one.
 */
export function decideMails(
  known: Correspondence | undefined,
  orderId: string,
  fact: MailFact,
  circumstances: MailCircumstances,
): Decided {
  const before = known ?? unheardOf(orderId);
  const learned = learn(before, fact);
  if (learned.customerId === null) {
    return learned === before ? ignored('it is known already') : save(changed(learned, {}));
  }
  const { messageId } = circumstances;
  const items = learned.items.map((item) => claim(item, messageId));
  const claimed = { ...learned, customerId: learned.customerId, items };
  if (items.some(isSentBy(messageId))) return address(before, claimed, circumstances);
  return learned === before ? ignored('there is nothing new to send') : save(changed(learned, {}));
}

function learn(
  before: Correspondence,
  { customerId, subjectId, occasion }: MailFact,
): Correspondence {
  const { kind } = occasion;
  const isNews = !before.items.some((item) => item.kind === kind && item.subjectId === subjectId);
  const tellsWho = before.customerId === null && customerId !== undefined;
  if (!isNews && !tellsWho) return before;
  const wanted: MailItem = { kind, subjectId, status: 'wanted', claimedBy: null, occasion };
  return {
    ...before,
    customerId: before.customerId ?? customerId ?? null,
    items: isNews ? [...before.items, wanted] : before.items,
  };
}

function claim(item: MailItem, messageId: string): MailItem {
  return item.status === 'wanted' ? { ...item, status: 'sending', claimedBy: messageId } : item;
}

function isSentBy(messageId: string): (item: MailItem) => boolean {
  return ({ status, claimedBy }) => status === 'sending' && claimedBy === messageId;
}

type Claimed = Correspondence & { readonly customerId: string };

/** Sends the claimed mails to the customer's contact. Without one they wait for a while; then there is nobody to write to, unless user says otherwise. */
function address(
  before: Correspondence,
  claimed: Claimed,
  circumstances: MailCircumstances,
): Decided {
  const { contact, messageId, policy, now } = circumstances;
  const isMine = isSentBy(messageId);
  if (contact?.contact === null) return giveUp(claimed, isMine, 'erased');
  if (contact !== undefined) {
    return send(before, claimed, isMine, { contact: contact.contact, isOverdue: false });
  }
  const since = claimed.items.find(isMine)?.waitingSince ?? now.toISOString();
  const isOverdue = now.getTime() - Date.parse(since) >= policy.contactWaitSeconds * MS;
  const items = claimed.items.map((item): MailItem =>
    isMine(item) && item.waitingSince === undefined ? { ...item, waitingSince: since } : item,
  );
  return send(before, { ...claimed, items }, isMine, { contact: null, isOverdue });
}

type Which = (item: MailItem) => boolean;

function send(
  before: Correspondence,
  claimed: Claimed,
  isMine: Which,
  how: Pick<MailRequest, 'contact' | 'isOverdue'>,
): Decided {
  const { orderId, customerId, items } = claimed;
  const [first, ...others] = items.filter(isMine).map((item) => mailOf(orderId, item));
  if (first === undefined) return ignored('there is nothing new to send');
  const call = { orderId, customerId, ...how, mails: [first, ...others] } as const;
  const isChanged = items.some((item, at) => item !== before.items[at]);
  return isChanged ? { ...save(changed(claimed, {})), call } : { call };
}

function giveUp(claimed: Claimed, isMine: Which, reason: string): Decided {
  const { orderId, items } = claimed;
  const failed = items.map((item): MailItem =>
    isMine(item) ? { ...item, status: 'failed', failure: reason } : item,
  );
  return {
    ...save(changed(claimed, { items: failed })),
    emit: items.filter(isMine).map(({ kind }) => notificationFailed.of({ orderId, kind, reason })),
  };
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
