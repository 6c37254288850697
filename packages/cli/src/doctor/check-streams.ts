import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import { checkNatsServer } from '@murmuration/devkit';
import type { ConnectionSettings } from '../connection/settings.ts';
import { withManager } from '../connection/with-manager.ts';
import { count } from '../output/table.ts';
import { bad, type Finding, good, messageOf, tryCheck } from './finding.ts';

const STREAMS = ['COMMANDS', 'EVENTS', 'DEAD_LETTERS', 'ADVISORIES'] as const;
const TOO_FAR_BEHIND = 10_000;
const START = 'are the services running? npm start';

/** Looks at the server, the streams, and how far the services are behind. Stops at the first that makes the rest moot. */
export async function checkNats(settings: ConnectionSettings): Promise<Finding[]> {
  const server = await tryCheck(
    'nats',
    'npm start; or check --server, --user and --password',
    async () => {
      const { version, warnings } = await checkNatsServer(settings.url, settings);
      return good(
        'nats',
        [`nats-server ${version} at ${settings.url}, JetStream on`, ...warnings].join('; '),
      );
    },
  );
  return server.isOk ? [server, ...(await checkStreams(settings))] : [server];
}

async function checkStreams(settings: ConnectionSettings): Promise<Finding[]> {
  const look = async (manager: JetStreamManager): Promise<Finding[]> => {
    const streams = await Promise.all(STREAMS.map((name) => checkStream(manager, name)));
    const lags = await Promise.all(
      STREAMS.slice(0, 2).map((name) => checkConsumers(manager, name)),
    );
    return [...streams, ...lags];
  };
  return await withManager(settings, look).catch((error: unknown) => [
    bad('streams', messageOf(error), START),
  ]);
}

async function checkStream(manager: JetStreamManager, name: string): Promise<Finding> {
  return await tryCheck(`stream ${name}`, START, async () => {
    const { state } = await manager.streams.info(name);
    return good(`stream ${name}`, count(state.messages, 'message'));
  });
}

async function checkConsumers(manager: JetStreamManager, stream: string): Promise<Finding> {
  const name = `consumers of ${stream}`;
  return await tryCheck(name, START, async () => {
    const consumers: ConsumerInfo[] = [];
    for await (const one of manager.consumers.list(stream)) {
      // Those without a durable name belong to somebody who watches; how far they are is no concern of the shop.
      if (one.config.durable_name !== undefined) consumers.push(one);
    }
    return judgeConsumers(name, consumers);
  });
}

type Consumer = Pick<ConsumerInfo, 'name' | 'num_pending' | 'num_ack_pending'>;

/** Says how far the slowest durable consumer is behind. */
export function judgeConsumers(name: string, consumers: readonly Consumer[]): Finding {
  if (consumers.length === 0) return bad(name, 'there are none', START);
  const [slowest] = consumers.toSorted((a, b) => lag(b) - lag(a));
  if (slowest === undefined || lag(slowest) === 0) {
    return good(name, `${count(consumers.length, 'consumer')}, none behind`);
  }
  const detail = `${slowest.name} is ${count(lag(slowest), 'message')} behind`;
  return lag(slowest) < TOO_FAR_BEHIND
    ? good(name, `${count(consumers.length, 'consumer')}; ${detail}`)
    : bad(name, detail, 'read the log of that service; murmur dead list shows what it gave up');
}

function lag({ num_pending: pending, num_ack_pending: unacknowledged }: Consumer): number {
  return pending + unacknowledged;
}
