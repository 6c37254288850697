import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { checkNatsServer } from '../nats/check-nats-server.ts';
import { findNatsServer } from '../nats/find-nats-server.ts';
import { startNatsServer } from '../nats/start-nats-server.ts';
import { stateDirectory } from '../repository.ts';
import { type DoorOptions, brokerDoors, OPERATOR_SECRET } from './broker-doors.ts';
import { followDefinitions } from './follow-definitions.ts';
import { NOT_OURS, type Provided, keep } from './provided.ts';
import { type RunContext, logPath } from './run-context.ts';
import { type Secrets, secretNamed } from './secrets.ts';

export type Nats = {
  readonly url: string;
  /** Empty, as is the password, on a server that asks for none. */
  readonly user: string;
  readonly password: string;
  /** Empty for a server that somebody else runs. */
  readonly monitorUrl: string;
  /** Where browsers connect; undefined for a server that somebody else runs. */
  readonly websocketUrl: string | undefined;
  /** Whether each service has a user of its own, named like it. Else all use the same. */
  readonly hasUsers: boolean;
};

const USUAL_PORT = 4222;
const USUAL_WEBSOCKET_PORT = 4223;

/** Checks the server that NATS_URL names, or starts one. */
export async function provideNats(
  context: RunContext,
  secrets: Secrets,
  doors: DoorOptions,
): Promise<Provided<Nats>> {
  const { NATS_URL } = context.environment;
  return NATS_URL ? await useGiven(context, NATS_URL) : await startOwn(context, secrets, doors);
}

async function useGiven(context: RunContext, given: string): Promise<Provided<Nats>> {
  const { url, user, password } = addressOf(given, context.environment);
  const credentials = user === '' ? {} : { user, password };
  const { version, warnings } = await checkNatsServer(url, credentials);
  for (const warning of warnings) context.report.notice(warning);
  const description = `${version} at ${url} (NATS_URL)`;
  const found = { url, user, password, monitorUrl: '', websocketUrl: undefined, hasUsers: false };
  return { ...found, description, kept: NOT_OURS };
}

/** Credentials may stand in the URL; NATS_USER and NATS_PASSWORD come first. */
function addressOf(given: string, environment: NodeJS.ProcessEnv) {
  const url = URL.parse(given.includes('://') ? given : `nats://${given}`);
  if (url === null) throw new Error(`NATS_URL is no URL: ${given}`);
  return {
    url: `${url.protocol}//${url.host}`,
    user: environment['NATS_USER'] ?? decodeURIComponent(url.username),
    password: environment['NATS_PASSWORD'] ?? decodeURIComponent(url.password),
  };
}

async function startOwn(
  context: RunContext,
  secrets: Secrets,
  doors: DoorOptions,
): Promise<Provided<Nats>> {
  const found = await findNatsServer({ onNotice: (line) => context.report.notice(line) });
  const nats = await startNatsServer({
    directory: join(stateDirectory(context.root), 'nats'),
    port: await freePort(USUAL_PORT),
    websocketPort: await freePort(USUAL_WEBSOCKET_PORT),
    password: secretNamed(secrets, OPERATOR_SECRET),
    configuration: brokerDoors(context, secrets, doors),
    logFile: logPath(context.root, 'nats-server'),
  });
  const again = async () => {
    await nats.restart();
    return nats;
  };
  await followDefinitions(context.root, context.signal, () => nats.reload());
  const { url, user, password, monitorUrl, websocketUrl } = nats;
  const description = `${nats.version} at ${url} (${found.source}: ${found.path})`;
  const kept = keep(context, 'nats-server', nats, again);
  const own = { url, user, password, monitorUrl, websocketUrl, hasUsers: true };
  return { ...own, description, kept };
}
