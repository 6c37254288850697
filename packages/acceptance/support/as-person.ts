import { randomUUID } from 'node:crypto';
import { connect, type Murmuration } from '@murmuration/client';
import type { EventDraft, QueryContract } from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';
import { headers } from '@nats-io/transport-node';

/** Does something as an end user, on the subjects that are that user's alone. */
export async function asPerson<Result>(
  { broker }: Shop,
  userId: string,
  act: (client: Murmuration) => Promise<Result>,
): Promise<Result> {
  const { url, user, password } = broker;
  const inboxPrefix = `_INBOX.${userId}`;
  const client = await connect({ url, user, password, actor: { userId }, inboxPrefix });
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}

/** Asks as the edge does for a reader whom it knows. */
export async function askFor<Params, Result>(
  { connection }: Shop,
  userId: string,
  { type, result }: QueryContract<string, Params, Result>,
  params: Params,
): Promise<Result> {
  const all = headers();
  all.set('Reader-Id', userId);
  all.set('Reader-Roles', 'customer');
  const answer = await connection.request(`qry.${type}`, JSON.stringify(params), {
    headers: all,
    timeout: 5_000,
  });
  return result.parse(answer.json());
}

/** Publishes a fact as the service does that owns it. */
export async function publishFact({ connection }: Shop, draft: EventDraft): Promise<void> {
  const all = headers();
  all.set('ce-id', randomUUID());
  const subject = `evt.00.${draft.contract.type}`;
  await connection.request(subject, JSON.stringify(draft.data), { headers: all, timeout: 5_000 });
}
