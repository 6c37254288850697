import { ARTICLE, CONFIRMED, type Corruption, eventOf, OTHER_ID } from './corruption.ts';

const CREATION = eventOf('product', 'product.created', ARTICLE);
const OTHER_CREATION = eventOf(
  'product',
  'product.created',
  '(select max(sku) from inventory.stock)',
);
const forgetCreation = `delete from "order".inbox where event_id = ${CREATION}`;
const forgetBoth = `${forgetCreation}; delete from "order".inbox where event_id = ${OTHER_CREATION}`;
const LETTER =
  'id, reaction, message_id, message_name, key, subject, position, headers, payload, reason, error, stack, attempts';
const letter = `select id, 'replicate-products', id::text, type, key, 'evt.00.product.created', 'EVENTS:1', '{}'::json, '{}'::bytea, 'terminal', 'broken', '', 1
  from product.outbox where id = ${CREATION}`;
const openLetter = `insert into "order".dead_letter (${LETTER}) ${letter}`;
const settledLetter = (status: string): string =>
  `insert into "order".dead_letter_settled (${LETTER}, status, settled_at)
    select letter.*, '${status}', now() from (${letter}) letter`;
const WAITING = `insert into "order".held_key (reaction, key, message_id)
    values ('replicate-products', 'line', (select message_id from "order".dead_letter where reaction = 'replicate-products' limit 1));
  insert into "order".waiting_message (reaction, key, message_id, stream_seq, subject, position, headers, payload)
    select 'replicate-products', 'line', id::text, 1, subject, '', '{}', '' from product.outbox where id = ${OTHER_CREATION}`;
const changeLetter = (change: string): string =>
  `update "order".dead_letter set ${change} where reaction = 'place-order'`;
const repeat = (table: string, columns: string): string =>
  `insert into ${table} (${columns}) select ${columns} from ${table} limit 1`;

/** I8, I9, I11, I12, I13. */
export const messageCorruptions: readonly Corruption[] = [
  {
    what: 'a reaction has never seen an event',
    seenBy: ['every-event-is-handled'],
    sql: forgetCreation,
  },
  {
    what: 'nothing, when a dead letter has the event that a reaction could not handle',
    seenBy: [],
    sql: `${forgetCreation}; ${openLetter}`,
  },
  {
    what: 'nothing, when that dead letter was discarded',
    seenBy: [],
    sql: `${forgetCreation}; ${settledLetter('discarded')}`,
  },
  {
    what: 'a dead letter was delivered again, and nobody has seen it',
    seenBy: ['every-event-is-handled'],
    sql: `${forgetCreation}; ${settledLetter('redriven')}`,
  },
  {
    what: 'nothing, when an event waits behind a dead letter',
    seenBy: [],
    sql: `${forgetBoth}; ${openLetter}; ${WAITING}`,
  },
  {
    what: 'an event waits in a line without a dead letter',
    seenBy: ['every-event-is-handled'],
    sql: `${forgetBoth}; ${openLetter}; ${WAITING}; delete from "order".dead_letter where reaction = 'replicate-products'; ${settledLetter('discarded')}`,
  },
  {
    what: 'an event was published that nobody has seen the cause of',
    seenBy: ['effects-have-one-cause'],
    sql: `delete from "order".inbox where event_id = ${eventOf('payment', 'payment.captured', CONFIRMED)}`,
    drained: false,
  },
  {
    what: 'a reaction has seen an event twice',
    seenBy: ['nothing-is-seen-twice'],
    sql: `alter table "order".inbox drop constraint inbox_pkey; ${repeat('"order".inbox', 'event_id, reaction')}`,
  },
  {
    what: 'nothing keeps reactions from seeing events twice',
    seenBy: ['nothing-is-seen-twice'],
    sql: `alter table "order".inbox drop constraint inbox_pkey`,
  },
  {
    what: 'a command has two outcomes',
    seenBy: ['one-outcome-per-command'],
    sql: `alter table product.command_log drop constraint command_log_pkey;
      insert into product.command_log (command, actor, id, body_hash, outcome)
      select command, actor, id, 'another', outcome from product.command_log where command = 'product.retire' limit 1`,
  },
  {
    what: 'a command that was refused was told as accepted',
    seenBy: ['one-outcome-per-command'],
    sql: `update "order".command_log set outcome = json_build_object('status', 'accepted', 'commandId', id, 'id', id)
      where command = 'order.place' and outcome->>'status' = 'rejected'`,
  },
  {
    what: 'a command that was accepted was told as refused',
    seenBy: ['one-outcome-per-command'],
    sql: `update "order".command_log set outcome = json_build_object('status', 'rejected', 'commandId', id, 'reasons', '[]'::json)
      where command = 'order.place' and id = ${CONFIRMED}`,
  },
  {
    what: 'a delivery was booked twice',
    seenBy: ['stock-is-its-events', 'one-outcome-per-command'],
    sql: `insert into inventory.outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
      select lane, seq, ${OTHER_ID}, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data
      from inventory.outbox where type = 'inventory.restocked.v1' and key = ${ARTICLE}`,
  },
  {
    what: 'an event was never published',
    seenBy: ['everything-is-published'],
    sql: `update payment.outbox_lane set settled = settled - int8multirange(int8range(3, 5))`,
  },
  {
    what: 'a timer that is due does not go off',
    seenBy: ['everything-is-published'],
    sql: `insert into "user".timer (event, key, due_at, correlation_id, causation_id, traceparent, data)
      values ('user.profile-lapsed.v1', 'nobody', now() - interval '2 minutes', '', '', '', '{}')`,
  },
  {
    what: 'a dead letter does not say why it is one',
    seenBy: ['dead-letters-are-whole'],
    sql: changeLetter(`reason = ''`),
  },
  {
    what: 'a dead letter has lost its payload',
    seenBy: ['dead-letters-are-whole'],
    sql: changeLetter(`reason = 'exhausted', payload = ''`),
  },
  {
    what: 'a dead letter does not say where it comes from',
    seenBy: ['dead-letters-are-whole'],
    sql: changeLetter(`position = ''`),
  },
  {
    what: 'a dead letter belongs to no reaction',
    seenBy: ['dead-letters-are-whole'],
    sql: changeLetter(`reaction = 'place-parcel'`),
  },
];
