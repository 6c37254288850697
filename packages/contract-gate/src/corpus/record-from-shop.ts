import { join } from 'node:path';
import { COMMANDS, EVENTS } from '@murmuration/choreography';
import type { CommandContract, EventContract } from '@murmuration/contracts';
import { DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { RecordedBody } from '../catalogue/contract-record.ts';
import { type Catalogue, recordBody } from '../catalogue/describe-catalogue.ts';
import { emitSchema } from '../schema/emit-schema.ts';
import { kindOfBody } from './kind-of-body.ts';
import { readBodies, writeBodies } from './recorded-bodies.ts';

const PER_FETCH = 1_000;
const FETCH_MS = 2_000;
const OF_EACH_KIND = 2;

/**
 * Takes bodies of events and commands from the streams of a running shop into the corpus: two of each kind that it has not got. Streams carry no personal data, so neither does the
 * corpus. Throws when no broker is named.
 */
export async function recordFromShop(
  { events, commands }: Catalogue,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<void> {
  const { NATS_URL: servers, NATS_USER: user, NATS_PASSWORD: pass } = env;
  if (servers === undefined) {
    throw new TypeError(
      '--record takes bodies from a running shop: eval "$(npx murmur env)" first',
    );
  }
  const connection = await connect({ servers, ...(user && pass ? { user, pass } : {}) });
  try {
    const byType = new Map([...events, ...commands].map((each) => [each.type, each] as const));
    const found = new Map<string, unknown[]>();
    for (const stream of [EVENTS, COMMANDS]) {
      for await (const message of allOf(connection, stream)) gather(message, byType, found);
    }
    for (const [type, bodies] of found) {
      const contract = byType.get(type);
      const added = contract === undefined ? 0 : await record(contract, bodies, folder);
      if (added > 0) say(`recorded ${added} ${added === 1 ? 'body' : 'bodies'} of ${type}`);
    }
  } finally {
    await connection.close();
  }
}

async function* allOf(connection: NatsConnection, stream: string): AsyncGenerator<JsMsg> {
  const consumer = await jetstream(connection).consumers.get(stream, {
    deliver_policy: DeliverPolicy.All,
  });
  for (let pending = 1; pending > 0;) {
    pending = 0;
    const messages = await consumer.fetch({ max_messages: PER_FETCH, expires: FETCH_MS });
    for await (const message of messages) {
      ({ pending } = message.info);
      yield message;
    }
  }
}

/** Of the version that is current, as a service or a careful sender wrote it; what cannot be read is no example for anybody. */
function gather(
  message: JsMsg,
  contracts: ReadonlyMap<string, EventContract | CommandContract>,
  found: Map<string, unknown[]>,
): void {
  const type = message.subject.split('.').slice(-2).join('.');
  const contract = contracts.get(type);
  const name = message.headers?.get('ce-type') || contract?.name;
  if (contract === undefined || name !== contract.name) return;
  let body: unknown;
  try {
    body = message.json();
  } catch {
    return;
  }
  const bodies = found.get(type) ?? [];
  found.set(type, bodies);
  if (contract.schema.safeParse(body).success) bodies.push(body);
}

async function record(
  contract: EventContract | CommandContract,
  bodies: readonly unknown[],
  folder: string,
): Promise<number> {
  const schema = emitSchema(contract.schema);
  const known: readonly RecordedBody[] = await readBodies(join(folder, `${contract.name}.json`));
  const kinds = Map.groupBy(known, ({ body }) => kindOfBody(body, schema));
  const counts = new Map([...kinds].map(([kind, all]) => [kind, all.length]));
  const seen = new Set(known.map(({ body }) => JSON.stringify(body)));
  const added = bodies.filter((body) => {
    const text = JSON.stringify(body);
    if (seen.has(text)) return false;
    seen.add(text);
    const kind = kindOfBody(body, schema);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < OF_EACH_KIND;
  });
  const recorded = added.map((body) => recordBody(contract, contract.version, body));
  if (recorded.length > 0) await writeBodies(folder, contract.name, [...known, ...recorded]);
  return recorded.length;
}
