import type { Edit } from './edit-source.ts';

/** A defence that is switched off. */
export interface Mutant {
  readonly name: string;
  /** What the program does without it. */
  readonly title: string;
  /** The scenario that shows it. */
  readonly scenario: string;
  readonly edits: readonly Edit[];
  /** Whether `--quick` tries it. */
  readonly quick?: boolean;
}

const RUNTIME = 'packages/choreography/src';

/** Nothing is remembered, and every event is taken for new. */
const NO_INBOX: readonly Edit[] = [
  {
    file: `${RUNTIME}/batch/inbox.ts`,
    find: '  return keysOf(await pipeline.ask(CLAIM_INBOX, columns(inOneOrder(entries))));',
    put: '  await pipeline.ask(CLAIM_INBOX, columns(inOneOrder(entries)));\n  return new Set(entries.map(inboxKey));',
  },
  {
    file: `${RUNTIME}/batch/inbox.ts`,
    find: '\n  on conflict do nothing',
    put: '\n  where false on conflict do nothing',
  },
  {
    file: `${RUNTIME}/batch/inbox.ts`,
    find: '  return keysOf(await pipeline.ask(PEEK_INBOX, columns(entries)));',
    put: '  await pipeline.ask(PEEK_INBOX, columns(entries));\n  return new Set();',
  },
  {
    file: `${RUNTIME}/batch/inbox.ts`,
    find: 'INSERT_INBOX = `insert into inbox (event_id, reaction) select * from ${ENTRIES}`;',
    put: 'INSERT_INBOX = `insert into inbox (event_id, reaction) select * from ${ENTRIES} where false`;',
  },
];

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no-inbox',
    title: 'there is no inbox: every event is new',
    scenario: 'duplicates-without-id',
    edits: NO_INBOX,
  },
  {
    name: 'no-inbox-no-guard',
    title: 'there is no inbox, and inventory does not look whether it has reserved before',
    scenario: 'duplicates-without-id',
    edits: [
      ...NO_INBOX,
      {
        file: 'services/inventory/src/domain/decide-reservation.ts',
        find: '  if (known !== undefined) return { ignored: whyNotAgain(known) };\n',
        put: '',
      },
    ],
  },
  {
    name: 'acknowledge-first',
    title: 'messages are acknowledged before their transaction',
    scenario: 'before-commit',
    edits: [
      {
        file: `${RUNTIME}/batch/decide-events.ts`,
        find: '  const { rows, failures, putBack } = await transact(shell, connection, works);\n',
        put: '  for (const each of batch) each.acknowledge();\n  const { rows, failures, putBack } = await transact(shell, connection, works);\n',
      },
    ],
  },
  {
    name: 'cursor',
    title: 'the relay reads on after the highest position that it has published',
    scenario: 'slow-commit',
    quick: true,
    edits: [
      {
        file: `${RUNTIME}/outbox/lane-store.ts`,
        find: 'and seq > ${inHand.settledUpTo} and not seq <@ ${inHand.toString()}::int8multirange',
        put: 'and seq > ${Math.max(inHand.settledUpTo, inHand.last)}',
      },
    ],
  },
  {
    name: 'no-lease',
    title: 'a relay takes a lane whoever has it',
    scenario: 'calm',
    edits: [
      {
        file: `${RUNTIME}/outbox/lane-store.ts`,
        find: 'and (leased_until < now() or',
        put: 'and (true or',
      },
    ],
  },
  {
    name: 'no-fence',
    title: 'a relay trusts its lease for ever and records without its fence',
    scenario: 'two-relays',
    edits: [
      {
        file: `${RUNTIME}/outbox/lane-store.ts`,
        find: "where lane = ${lane} and fence = ${fence} and set_config('synchronous_commit', 'off', true) = 'off'`;",
        put: "where lane = ${lane} and set_config('synchronous_commit', 'off', true) = 'off'`;",
      },
      {
        file: `${RUNTIME}/outbox/lane-lease.ts`,
        find: `      this.lease !== undefined &&
      performance.now() < this.trustedUntil &&
      Date.now() < this.trustedUntilByDate`,
        put: '      this.lease !== undefined',
      },
    ],
  },
  {
    name: 'settled-unacknowledged',
    title: 'a row counts as published before the broker has acknowledged it',
    scenario: 'half-open-for-a-while',
    edits: [
      {
        file: `${RUNTIME}/outbox/lane-relay.ts`,
        find: '    this.publisher.publish(row, this, this.watch.messageIdOf(row));\n',
        put: '    this.publisher.publish(row, this, this.watch.messageIdOf(row));\n    this.position.settle(row.seq);\n',
      },
    ],
  },
  {
    name: 'no-repair',
    title: 'the relay does not compare with the broker',
    scenario: 'broker-store-wiped',
    edits: [
      {
        file: `${RUNTIME}/repair/lane-watch.ts`,
        find: 'const finding = diagnose(expected, view, there) ?? this.guess(stream, there, others);',
        put: 'const finding = undefined;',
      },
    ],
  },
  {
    name: 'no-lock',
    title: 'states are read without locking their rows',
    scenario: 'last-unit',
    edits: [
      {
        file: `${RUNTIME}/batch/unit-of-work.ts`,
        find: 'lock ? load : look',
        put: 'look ?? load',
      },
    ],
  },
  {
    name: 'no-idempotency-key',
    title: 'each request to the payment provider has a key of its own',
    scenario: 'provider-times-out',
    quick: true,
    edits: [
      {
        file: 'services/payment/src/gateways/stripe-intents.ts',
        find: 'underKey(`create:${orderId}`,',
        put: 'underKey(`create:${orderId}:${Math.random()}`,',
      },
      {
        file: 'services/payment/src/gateways/stripe-intents.ts',
        find: 'underKey(`confirm:${id}`,',
        put: 'underKey(`confirm:${id}:${Math.random()}`,',
      },
    ],
  },
  {
    name: 'late-capture-kept',
    title: 'money that was taken for an order cancelled meanwhile is kept',
    scenario: 'cancel-races',
    edits: [
      {
        file: 'services/payment/src/domain/conclude-charge.ts',
        find: 'const back = payment.cancelled ? requestRemainder(payment, now) : undefined;',
        put: 'const back = undefined;',
      },
    ],
  },
];
