import type { Pipeline } from '../postgres/pipeline.ts';

/** A reaction that sees an event. */
export interface InboxEntry {
  readonly eventId: string;
  readonly reaction: string;
}

/** The entry as the key of a set. */
export const inboxKey = ({ eventId, reaction }: InboxEntry): string => `${eventId} ${reaction}`;

const ENTRIES = 'unnest($1::uuid[], $2::text[])';

/** $1: ids of messages, $2: names of reactions. */
export const CLAIM_INBOX = `insert into inbox (event_id, reaction) select * from ${ENTRIES}
  on conflict do nothing returning event_id, reaction`;
export const PEEK_INBOX = `select i.event_id, i.reaction from inbox i
  join ${ENTRIES} as u (event_id, reaction) using (event_id, reaction)`;
export const INSERT_INBOX = `insert into inbox (event_id, reaction) select * from ${ENTRIES}`;
export const RELEASE_INBOX = `delete from inbox i using ${ENTRIES} as u (event_id, reaction)
  where i.event_id = u.event_id and i.reaction = u.reaction`;

/** Inserts entries in one order, so that two processes with the same messages wait for each other and do not deadlock. */
export async function claimInbox(
  pipeline: Pipeline,
  entries: readonly InboxEntry[],
): Promise<ReadonlySet<string>> {
  return keysOf(await pipeline.ask(CLAIM_INBOX, columns(inOneOrder(entries))));
}

export async function peekInbox(
  pipeline: Pipeline,
  entries: readonly InboxEntry[],
): Promise<ReadonlySet<string>> {
  return keysOf(await pipeline.ask(PEEK_INBOX, columns(entries)));
}

/** Fails when an entry is already there: the transaction must then be tried again. */
export function insertInbox(pipeline: Pipeline, entries: readonly InboxEntry[]): void {
  pipeline.send(INSERT_INBOX, columns(inOneOrder(entries)));
}

export function releaseInbox(pipeline: Pipeline, entries: readonly InboxEntry[]): void {
  pipeline.send(RELEASE_INBOX, columns(entries));
}

const inOneOrder = (entries: readonly InboxEntry[]): readonly InboxEntry[] =>
  entries.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));

const columns = (entries: readonly InboxEntry[]): readonly (readonly string[])[] => [
  entries.map((entry) => entry.eventId),
  entries.map((entry) => entry.reaction),
];

const keysOf = (rows: readonly Record<string, unknown>[]): ReadonlySet<string> =>
  new Set(rows.map((row) => `${String(row['event_id'])} ${String(row['reaction'])}`));
