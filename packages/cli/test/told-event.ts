import { randomUUID } from 'node:crypto';
import { eventSubject, sourceOf } from '@murmuration/choreography';
import type { EventDraft } from '@murmuration/contracts';
import { jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';

/** What may be said differently of an event than its service would. */
export interface Envelope {
  readonly id: string;
  /** The service that it comes from. */
  readonly service: string;
  /** ISO 8601. */
  readonly time: string;
  readonly causationId: string;
}

/** Puts an event on the stream as a service would: of the context that owns it, happening now, unless said otherwise. Gives its id. */
export async function tellEvent(
  connection: NatsConnection,
  draft: EventDraft,
  told: Partial<Envelope> = {},
): Promise<string> {
  const { contract, name, data } = draft;
  const { id = randomUUID(), service = contract.context, causationId = '' } = told;
  const key = contract.key(data);
  const all = headers();
  all.set('ce-id', id);
  all.set('ce-type', name);
  all.set('ce-source', sourceOf(service));
  all.set('ce-subject', key);
  all.set('ce-time', told.time ?? new Date().toISOString());
  all.set('ce-causationid', causationId);
  const body = JSON.stringify(data);
  await jetstream(connection).publish(eventSubject(contract.type, key), body, { headers: all });
  return id;
}
