import { connect } from '@murmuration/client';
import { connect as dial } from '@nats-io/transport-node';
import type { TestBroker } from '../broker/broker.ts';
import { testBroker } from '../broker/test-broker.ts';
import { testDatabase, type TestDatabase } from '../postgres/test-database.ts';
import { testPostgres, type TestPostgres } from '../postgres/test-postgres.ts';
import type { Program } from '../processes/program.ts';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import { Closers } from './closers.ts';
import { startEdge } from './edge.ts';
import { type Ground, newKey, planReplicas, planWebhook } from './plan-services.ts';
import { planDoors, type ShopDoors } from './plan-doors.ts';
import { Readiness } from './readiness.ts';
import { ServiceGroup } from './service-group.ts';
import { SERVICE_NAMES, type ServiceName } from './service-names.ts';
import type { Shop } from './shop.ts';
import type { ShopOptions } from './shop-options.ts';
import { startMailProcess, startSandboxProcess } from './support.ts';

/**
 * Starts a shop of real processes: the services with a broker, a database, a payment provider and a mail server of their
 * own. Resolves when all services answer.
 * @throws Error with the ends of the logs when something does not start; nothing is left running then
 */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const closers = new Closers();
  try {
    return await assemble(options, closers);
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}

async function assemble(options: ShopOptions, closers: Closers): Promise<Shop> {
  const names = options.services ?? SERVICE_NAMES;
  const directory = await temporaryDirectory('shop');
  closers.add(() => removeDirectory(directory));
  const { ground, postgres } = await prepareGround(options, names, directory, closers);
  const { connection, client } = await openDoors(ground.broker, closers);
  const readiness = new Readiness(connection);
  const services = await Promise.all(
    names.map(async (name) => {
      const replicas = await planReplicas(name, ground, options);
      return new ServiceGroup(name, replicas, readiness);
    }),
  );
  closers.add(() => stopAll(services));
  await Promise.all(services.map((service) => service.start()));
  const edge = options.edge && (await closing(startEdge(ground, options.edge), closers));
  const { broker, database, sandbox, mail } = ground;
  const doors = edge === undefined ? [] : [edge.program];
  const programs = [
    ...services.flatMap(({ replicas }) => replicas),
    ...doors,
    sandbox.program,
    mail.program,
  ];
  return {
    directory,
    client,
    connection,
    broker,
    postgres,
    database,
    sandbox,
    mail,
    edge,
    services,
    service: (name) => find(services, name),
    logTails: (lines) => tails(programs, lines),
    stop: () => closers.close(),
  };
}

async function prepareGround(
  options: ShopOptions,
  names: readonly ServiceName[],
  directory: string,
  closers: Closers,
): Promise<{ ground: Ground; postgres: TestPostgres | undefined }> {
  const [webhook, doors] = await Promise.all([planWebhook(), planDoors()]);
  const [{ postgres, database }, broker, sandbox, mail] = await Promise.all([
    prepareDatabase(options, names, closers),
    startBroker(options, doors, closers),
    closing(startSandboxProcess(directory, webhook), closers),
    closing(startMailProcess(directory), closers),
  ]);
  const detour = await options.detour?.({
    natsUrl: broker.url,
    postgresUrl: database.adminUrl,
  });
  const keys = { personalDataKey: newKey(), authKey: newKey() };
  const ground = { directory, broker, doors, database, sandbox, mail, webhook, detour, ...keys };
  return { ground, postgres };
}

async function prepareDatabase(
  { ownPostgres = false, startPostgres = testPostgres }: ShopOptions,
  services: readonly ServiceName[],
  closers: Closers,
): Promise<{ postgres: TestPostgres | undefined; database: TestDatabase }> {
  const isOwn = ownPostgres || startPostgres !== testPostgres;
  const postgres = isOwn ? await closing(startPostgres(), closers) : undefined;
  const database = await testDatabase({ services, ...(postgres && { server: postgres }) });
  closers.add(() => database.drop());
  return { postgres, database };
}

async function startBroker(
  { brokerConfig, startBroker: start }: ShopOptions,
  doors: ShopDoors,
  closers: Closers,
): Promise<TestBroker> {
  if (start !== undefined) return await closing(start(doors), closers);
  const extraConfig = brokerConfig === undefined ? {} : { extraConfig: brokerConfig };
  return await closing(testBroker({ doors, ...extraConfig }), closers);
}

async function openDoors({ url, user, password }: TestBroker, closers: Closers) {
  const options = { maxReconnectAttempts: -1, reconnectTimeWait: 100 };
  const connection = await dial({ servers: url.split(','), user, pass: password, ...options });
  closers.add(() => connection.close());
  const client = await connect({ url, user, password, name: 'testkit' });
  closers.add(() => client.close());
  return { connection, client };
}

async function closing<T extends { stop(): Promise<void> }>(
  starting: Promise<T>,
  closers: Closers,
): Promise<T> {
  const started = await starting;
  closers.add(() => started.stop());
  return started;
}

async function stopAll(services: readonly ServiceGroup[]): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
}

function find(services: readonly ServiceGroup[], name: ServiceName): ServiceGroup {
  const found = services.find((service) => service.name === name);
  if (found === undefined) throw new Error(`The shop was started without ${name}.`);
  return found;
}

async function tails(programs: readonly Program[], lines?: number): Promise<string> {
  const all = programs.map(async (program) => {
    return `--- ${program.name} ---\n${await program.logTail(lines)}`;
  });
  return (await Promise.all(all)).join('\n');
}
