import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { ConnectionSettings } from './settings.ts';

/** Looks at streams and consumers over a connection of its own. */
export async function withManager<Result>(
  { url, user, password }: ConnectionSettings,
  work: (manager: JetStreamManager) => Promise<Result>,
): Promise<Result> {
  const credentials = user === undefined ? {} : { user, pass: password ?? '' };
  const connection = await connect({ servers: url.split(','), name: 'murmur', ...credentials });
  try {
    return await work(await jetstreamManager(connection, { checkAPI: false }));
  } finally {
    await connection.close();
  }
}
