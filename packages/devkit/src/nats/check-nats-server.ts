import { connect } from '@nats-io/transport-node';
import { messageOf } from '../processes/child.ts';
import { OLDEST_NATS_VERSION, OLDEST_SAFE_NATS_VERSION, compareVersions } from './version.ts';

export type NatsCredentials = {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
};
export type CheckedServer = { readonly version: string; readonly warnings: readonly string[] };

const CONNECT_LIMIT_MS = 5_000;

/**
 * Connects to a NATS server that somebody else runs and checks that it will do: version 2.12 or newer, JetStream on.
 * @returns its version, and a warning when it is older than 2.14.3
 * @throws with what is wrong with it
 */
export async function checkNatsServer(
  url: string,
  credentials: NatsCredentials,
): Promise<CheckedServer> {
  const { version, hasJetStream } = await askServer(url, credentials);
  if (compareVersions(version, OLDEST_NATS_VERSION) < 0) {
    throw new Error(
      `NATS_URL: nats-server ${version} at ${url} is too old: ${OLDEST_NATS_VERSION} or newer is needed.`,
    );
  }
  if (!hasJetStream) {
    throw new Error(
      `NATS_URL: JetStream is off on the server at ${url}. Start it with -js, or add \`jetstream {}\` to its configuration.`,
    );
  }
  return { version, warnings: securityWarnings(url, version) };
}

async function askServer(url: string, { user, password }: NatsCredentials) {
  const connection = await connect({
    servers: url,
    timeout: CONNECT_LIMIT_MS,
    reconnect: false,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
  }).catch((error: unknown) => {
    throw new Error(
      `NATS_URL: no connection to ${url}: ${messageOf(error)}. Check the address, NATS_USER and NATS_PASSWORD.`,
    );
  });
  const { version = '0.0.0', jetstream } = connection.info ?? {};
  await connection.close();
  return { version, hasJetStream: jetstream === true };
}

function securityWarnings(url: string, version: string): string[] {
  if (compareVersions(version, OLDEST_SAFE_NATS_VERSION) >= 0) return [];
  return [
    `nats-server ${version} at ${url} has published security advisories: upgrade to ${OLDEST_SAFE_NATS_VERSION} or newer.`,
  ];
}
