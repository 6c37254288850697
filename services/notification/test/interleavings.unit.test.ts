import { fixedContext, messageOf, viewsOf } from '@murmuration/choreography';
import { orderCancelled, paymentRefunded } from '@murmuration/contracts';
import { inMemoryMailer } from '@murmuration/mailer';
import { keyRing } from '@murmuration/personal-data';
import { describe, expect, it } from 'vitest';
import type { ContactReplica } from '../src/domain/contact-replica.ts';
import type { Correspondence } from '../src/domain/correspondence.ts';
import type { MailRequest, MailResult } from '../src/domain/mail.ts';
import { sendMailsWhenOrdersEnd } from '../src/reactions/send-mails-when-orders-end.ts';

/*
 * A cancelled order that was paid: two messages in any order, each delivered again at any time before it is concluded,
 * calls lost before or after the mail was taken, and the customer's contact heard of at any time. Whatever happens, each of
 * the two mails is recorded as sent exactly once.
 */

const office = { mailer: inMemoryMailer(), keys: keyRing({ load: () => Promise.resolve(null) }) };
const reaction = sendMailsWhenOrdersEnd(office, { contactWaitSeconds: 60 });
const contact: ContactReplica = { customerId: 'c-1', contact: 's1.contact', version: 1 };
const context = fixedContext();
const messages = {
  cancelled: messageOf(orderCancelled, {
    orderId: 'o-1',
    customerId: 'c-1',
    reason: 'requested',
    detail: '',
    cancelledAt: '2026-01-05T09:00:01.000Z',
  }),
  refunded: messageOf(paymentRefunded, {
    refundId: 'cancel.o-1',
    orderId: 'o-1',
    amount: { amount: 1_380, currency: 'EUR' },
    lines: [],
    reason: 'order cancelled',
    providerReference: 're_1',
    refundedAt: '2026-01-05T09:00:02.000Z',
  }),
};
type Name = keyof typeof messages;
const names: readonly Name[] = ['cancelled', 'refunded'];

interface Call {
  readonly by: Name;
  readonly request: MailRequest;
  readonly results?: readonly MailResult[];
}

interface World {
  readonly known?: Correspondence;
  /** Whether user has told how the customer is reached. */
  readonly isHeard: boolean;
  readonly done: readonly Name[];
  readonly calls: readonly Call[];
  /** Message-IDs in the customer's mailbox, without repetitions. */
  readonly mailbox: readonly string[];
  readonly told: readonly string[];
}

const views = ({ known, isHeard }: World) =>
  viewsOf(reaction.stores, {
    correspondence: known === undefined ? [] : [known],
    contacts: isHeard ? [contact] : [],
  });

function deliver(world: World, by: Name): World {
  const decision = reaction.prepare(messages[by], views(world), context);
  const [known = world.known] = decision.save?.correspondence ?? [];
  const saved = known === undefined ? world : { ...world, known };
  // nobody to write to: the call fails, and the message comes again
  if ('call' in decision && decision.call.contact === null) return saved;
  if (!('call' in decision)) return { ...saved, done: [...world.done, by].toSorted() };
  return { ...saved, calls: [...world.calls, { by, request: decision.call }] };
}

function callSteps(world: World, call: Call, at: number): readonly World[] {
  const lost = { ...world, calls: world.calls.toSpliced(at, 1) };
  return [lost, call.results === undefined ? taken(lost, call) : concluded(lost, call)];
}

function taken(world: World, call: Call): World {
  const results = call.request.mails.map(({ kind, subjectId, messageId }) => ({
    kind,
    subjectId,
    messageId,
    outcome: 'sent' as const,
  }));
  const mailbox = new Set([...world.mailbox, ...results.map(({ messageId }) => messageId)]);
  return {
    ...world,
    mailbox: [...mailbox].toSorted(),
    calls: [...world.calls, { ...call, results }],
  };
}

function concluded(world: World, { by, results = [] }: Call): World {
  if (world.done.includes(by)) return world;
  const decision = reaction.conclude(messages[by], results, views(world), context);
  const [known = world.known] = decision.save?.correspondence ?? [];
  const told = [...world.told, ...(decision.emit ?? []).map(({ name }) => name)];
  const done = [...world.done, by].toSorted();
  return known === undefined ? { ...world, told, done } : { ...world, known, told, done };
}

function explore(): readonly World[] {
  const first: World = { isHeard: false, done: [], calls: [], mailbox: [], told: [] };
  const seen = new Map([[JSON.stringify(first), first]]);
  const open = [first];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    const { done, calls } = world;
    const at = world;
    const waiting = names.filter(
      (name) => !done.includes(name) && calls.filter(({ by }) => by === name).length < 2,
    );
    const next = [
      { ...at, isHeard: true },
      ...waiting.map((name) => deliver(at, name)),
      ...calls.flatMap((call, index) => callSteps(at, call, index)),
    ];
    for (const each of next) {
      const id = JSON.stringify(each);
      if (seen.has(id)) continue;
      seen.set(id, each);
      open.push(each);
    }
  }
  return [...seen.values()];
}

describe('the mails of one order, in every interleaving of messages, calls and crashes', () => {
  it('are recorded as sent exactly once each', { timeout: 30_000 }, () => {
    const drained = explore().filter(
      ({ done, calls }) => done.length === names.length && calls.length === 0,
    );
    expect(drained.length).toBeGreaterThan(0);
    const wrong = drained.filter(
      ({ known, mailbox, told }) =>
        mailbox.length !== 2 ||
        told.length !== 2 ||
        known?.items.length !== 2 ||
        known.items.some(({ status }) => status !== 'sent'),
    );
    expect(wrong).toEqual([]);
  });

  it(
    'are never sent to nobody, and never told before they are in the mailbox',
    { timeout: 30_000 },
    () => {
      const wrong = explore().filter(
        ({ calls, mailbox, told, isHeard }) =>
          told.length > mailbox.length || (calls.length > 0 && !isHeard),
      );
      expect(wrong).toEqual([]);
    },
  );
});
