import type { Delivery } from '../batch/delivery.ts';
import { inboxKey, type InboxEntry } from '../batch/inbox.ts';
import type { Pipeline } from '../postgres/pipeline.ts';
import { storable } from '../postgres/storable.ts';

/** The messages of one key for one reaction that asks for order. */
export interface Line {
  readonly reaction: string;
  readonly key: string;
}

/** A message that a reaction sees, with the line that it belongs to. */
export interface LineEntry extends InboxEntry {
  /** Undefined for a reaction that asks for no order. */
  readonly key: string | undefined;
  /** Whether it comes out of the line, where it has waited. */
  readonly inLine: boolean;
}

/** See the function `claim_in_order` in the migration. A message that was seen before has none, or `over`. */
export type Verdict = 'fresh' | 'head' | 'behind' | 'held' | 'over';
export type Verdicts = ReadonlyMap<string, Verdict>;

/** A message that is kept until its turn comes. */
export interface Parked extends Line {
  readonly messageId: string;
  readonly delivery: Delivery;
  /** How long it is left alone when it is the first of its line. */
  readonly delayMs: number;
}

/** Marks entries as seen as far as their lines let them; holds the locks of the lines until the transaction ends. */
export async function claimInOrder(
  pipeline: Pipeline,
  entries: readonly LineEntry[],
): Promise<Verdicts> {
  const rows = await pipeline.ask(
    `select event_id, reaction, verdict from claim_in_order($1::uuid[], $2::text[], $3::text[], $4::boolean[])`,
    [
      entries.map(({ eventId }) => eventId),
      entries.map(({ reaction }) => reaction),
      entries.map(({ key }) => (key === undefined ? null : storable(key))),
      entries.map(({ inLine }) => inLine),
    ],
  );
  return new Map(
    rows.map((row) => {
      const entry = { eventId: String(row['event_id']), reaction: String(row['reaction']) };
      return [inboxKey(entry), verdictIn(row['verdict'])];
    }),
  );
}

function verdictIn(text: unknown): Verdict {
  switch (text) {
    case 'fresh':
    case 'head':
    case 'behind':
    case 'held':
    case 'over':
      return text;
    default:
      throw new Error(`claim_in_order said ${String(text)}`);
  }
}

/** Waits for the locks of lines: nobody else looks at them, or changes them, until the transaction ends. */
export function lockLines(pipeline: Pipeline, lines: readonly Line[]): void {
  pipeline.send('select lock_lines($1::text[], $2::text[])', columns(lines));
}

/** Lets lines go on to the first message that is left in each. The transaction holds their locks. */
export function advanceLines(pipeline: Pipeline, lines: readonly Line[]): void {
  pipeline.send('select advance_lines($1::text[], $2::text[])', columns(lines));
}

/** Keeps messages in their lines. One that stands there already stays as it is, unless `anew`: then it is left alone for the delay. */
export function park(pipeline: Pipeline, messages: readonly Parked[], anew = false): void {
  const again = anew ? 'update set next_at = excluded.next_at' : 'nothing';
  pipeline.send(
    `insert into waiting_message (reaction, key, message_id, stream_seq, subject, position, headers, payload, next_at)
     select reaction, key, message_id, stream_seq, subject, position, headers::json, payload, now() + make_interval(secs => delay_ms / 1000.0)
     from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::float8[])
       as u (reaction, key, message_id, stream_seq, subject, position, headers, payload, delay_ms)
     on conflict (reaction, message_id) do ${again}`,
    [
      ...columns(messages),
      messages.map(({ messageId }) => storable(messageId)),
      messages.map(({ delivery }) => sequenceIn(delivery.position)),
      messages.map(({ delivery }) => delivery.subject),
      messages.map(({ delivery }) => delivery.position),
      messages.map(({ delivery }) => JSON.stringify(delivery.headers())),
      messages.map(({ delivery }) => delivery.body),
      messages.map(({ delayMs }) => delayMs),
    ],
  );
}

/** What became of messages of a line: they were handled, on whose order. */
export interface Passed extends Line {
  readonly messageId: string;
  readonly by: string;
}

/** Takes messages that were handled out of their lines, and settles dead letters of them. */
export function leave(pipeline: Pipeline, messages: readonly Passed[]): void {
  const named = [
    messages.map(({ reaction }) => reaction),
    messages.map(({ messageId }) => storable(messageId)),
  ];
  pipeline.send(
    `delete from waiting_message w using unnest($1::text[], $2::text[]) as u (reaction, message_id)
     where w.reaction = u.reaction and w.message_id = u.message_id`,
    named,
  );
  for (const [by, group] of Map.groupBy(messages, (message) => message.by)) {
    pipeline.send(
      `select settle_dead_letters(array(
         select d.id from dead_letter d join unnest($1::text[], $2::text[]) as u (reaction, message_id) using (reaction, message_id)
       ), 'redriven', $3::text, '')`,
      [
        group.map(({ reaction }) => reaction),
        group.map(({ messageId }) => storable(messageId)),
        storable(by),
      ],
    );
  }
}

const columns = (lines: readonly Line[]): readonly (readonly string[])[] => [
  lines.map(({ reaction }) => reaction),
  lines.map(({ key }) => storable(key)),
];

/** `EVENTS:4711` stands at 4711; what has no position goes first. */
const sequenceIn = (position: string): string => /:(\d{1,18})$/.exec(position)?.[1] ?? '0';
