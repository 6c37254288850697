import { processStart } from '../processes/process-table.ts';
import { OBSERVER, secretOfBrokerUser } from './broker-doors.ts';
import type { DevState } from './dev-state.ts';
import { envFilePath, formatEnvFile } from './env-file.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { RunContext } from './run-context.ts';
import { type Secrets, secretNamed } from './secrets.ts';
import { AUDITOR, serviceDatabaseUrl, serviceEnvironment } from './service-environment.ts';
import type { Service } from './services.ts';
import { writePrivateFile } from './write-private-file.ts';

/** The state of a run whose services are about to start. */
export async function describeRun(
  { runId }: RunContext,
  services: readonly Service[],
  infrastructure: Infrastructure,
  secrets: Secrets,
): Promise<DevState> {
  const { nats, postgresUrl, paymentSandboxUrl, smtpUrl, mailUrl } = infrastructure;
  const entries = services.map(({ name, migrations }) => {
    const ownsData = migrations !== undefined;
    const url = urlOf(name, infrastructure);
    return [
      name,
      {
        ...(ownsData && { databaseUrl: serviceDatabaseUrl(postgresUrl, name, secrets) }),
        ...(url !== undefined && { url }),
      },
    ];
  });
  return {
    version: 1,
    runId,
    supervisorPid: process.pid,
    supervisorStart: (await processStart(process.pid)) ?? '',
    startedAt: new Date().toISOString(),
    state: 'starting',
    natsUrl: nats.url,
    natsUser: nats.user,
    natsPassword: nats.password,
    ...(nats.hasUsers && { natsObserver: observer(secrets) }),
    natsMonitorUrl: nats.monitorUrl,
    ...(nats.websocketUrl !== undefined && { natsWebsocketUrl: nats.websocketUrl }),
    postgresUrl,
    auditorDatabaseUrl: serviceDatabaseUrl(postgresUrl, AUDITOR, secrets),
    services: Object.fromEntries(entries),
    paymentSandboxUrl,
    smtpUrl,
    mailUrl,
  };
}

const observer = (secrets: Secrets): NonNullable<DevState['natsObserver']> => ({
  user: OBSERVER,
  password: secretNamed(secrets, secretOfBrokerUser(OBSERVER)),
});

/** Where a service answers over HTTP, if it does. */
export function urlOf(
  service: string,
  { paymentPort, edgePort }: Pick<Infrastructure, 'paymentPort' | 'edgePort'>,
): string | undefined {
  if (service === 'payment') return `http://127.0.0.1:${paymentPort}`;
  if (service === 'edge') return `http://127.0.0.1:${edgePort}`;
  return undefined;
}

/** Writes what each service's wrapper waits for. */
export async function writeEnvFiles(
  { root, runId }: RunContext,
  services: readonly Service[],
  infrastructure: Infrastructure,
  secrets: Secrets,
): Promise<void> {
  for (const service of services) {
    const variables = serviceEnvironment(runId, service, infrastructure, secrets);
    await writePrivateFile(envFilePath(root, service.name), formatEnvFile(variables));
  }
}
