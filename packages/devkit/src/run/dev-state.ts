import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { REPOSITORY_ROOT, stateDirectory } from '../repository.ts';
import { isSupervisor } from './run-record.ts';
import { writePrivateFile } from './write-private-file.ts';

const serviceSchema = z.object({
  /** As the service's own role, if it owns data. */
  databaseUrl: z.string().optional(),
  /** Base of what it serves by HTTP, if anything. */
  url: z.string().optional(),
});

/** `.murmuration/dev.json`: where everything of the local run is. Every field is explained in the README. */
export const devStateSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  supervisorPid: z.number().int(),
  supervisorStart: z.string(),
  startedAt: z.string(),
  state: z.enum(['starting', 'ready']),
  natsUrl: z.string(),
  natsUser: z.string(),
  natsPassword: z.string(),
  /** Who reads events and can change nothing; absent on a server that somebody else runs. */
  natsObserver: z.object({ user: z.string(), password: z.string() }).optional(),
  natsMonitorUrl: z.string(),
  /** Where browsers connect to NATS; absent on a server that somebody else runs. */
  natsWebsocketUrl: z.string().optional(),
  postgresUrl: z.string(),
  /** As the role that reads the data of all services and writes nothing. */
  auditorDatabaseUrl: z.string().optional(),
  services: z.record(z.string(), serviceSchema),
  paymentSandboxUrl: z.string(),
  smtpUrl: z.string(),
  mailUrl: z.string(),
});

export type DevState = z.infer<typeof devStateSchema>;

/** The file in which a local run says where everything is. */
export function devStatePath(root: string = REPOSITORY_ROOT): string {
  return join(stateDirectory(root), 'dev.json');
}

/**
 * The state of the local run of the checkout at `root`; undefined when nothing runs there, also when a crashed
 * run has left its file.
 */
export async function readDevState(root: string = REPOSITORY_ROOT): Promise<DevState | undefined> {
  const text = await readFile(devStatePath(root), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const state = parseState(text);
  return state !== undefined && (await isSupervisor(state)) ? state : undefined;
}

export async function writeDevState(root: string, state: DevState): Promise<void> {
  await writePrivateFile(devStatePath(root), `${JSON.stringify(state, undefined, 2)}\n`);
}

export async function removeDevState(root: string): Promise<void> {
  await rm(devStatePath(root), { force: true });
}

function parseState(text: string): DevState | undefined {
  try {
    return devStateSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
