import { z } from 'zod';
import type { Database } from './database.ts';
import type { Page } from './ledger.store.ts';

/** An event as it was told, or is to be; `payload` is its text. */
const event = z.object({ eventId: z.string(), payload: z.string() });
export type StoredEvent = z.infer<typeof event>;

/** Which events are asked for; all of them when nothing is said. */
export interface EventFilter {
  readonly types: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  /** Whether the endpoint has accepted it. */
  readonly isDelivered: boolean | undefined;
}

/** Reads events off the queue of webhook deliveries, for as long as that keeps them. Copies of an event are one. */
export class EventsStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  isKnown(eventId: string): boolean {
    const known = this.#db.prepare('SELECT 1 FROM webhook_deliveries WHERE event_id = ?');
    return known.get(eventId) !== undefined;
  }

  /** Newest first; one more than `limit` when there are more. An unknown id gives none. */
  page(page: Page, filter: EventFilter): StoredEvent[] {
    const { text, values } = selectionOf(page, filter);
    return z.array(event).parse(this.#db.prepare(text).all(values));
  }
}

/** One that ends right before an event is read ascending. */
function selectionOf(
  { startingAfter, endingBefore, limit }: Page,
  { types, since, isDelivered }: EventFilter,
): { text: string; values: Record<string, string | number> } {
  const edge = startingAfter ?? endingBefore;
  const side = startingAfter === undefined ? '>' : '<';
  const rows = [
    types && 'type IN (SELECT value FROM json_each(:types))',
    since !== undefined && 'created_at >= :since',
  ];
  const events = [
    edge !== undefined &&
      `min(seq) ${side} (SELECT min(seq) FROM webhook_deliveries WHERE event_id = :edge)`,
    isDelivered !== undefined && `max(state = 'delivered') = ${isDelivered ? 1 : 0}`,
  ];
  const text = `SELECT event_id AS eventId, payload FROM webhook_deliveries
    ${allOf('WHERE', rows)} GROUP BY event_id ${allOf('HAVING', events)}
    ORDER BY min(seq) ${endingBefore === undefined ? 'DESC' : 'ASC'} LIMIT :n`;
  const values = {
    n: limit + 1,
    ...(types !== undefined && { types: JSON.stringify(types) }),
    ...(since !== undefined && { since }),
    ...(edge !== undefined && { edge }),
  };
  return { text, values };
}

function allOf(keyword: string, conditions: readonly (string | false | undefined)[]): string {
  const said = conditions.filter((each) => typeof each === 'string');
  return said.length === 0 ? '' : `${keyword} ${said.join(' AND ')}`;
}
