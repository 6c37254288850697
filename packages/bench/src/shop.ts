import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startNatsServer, startPostgres } from '@murmuration/devkit';

import type { BenchOptions } from './options.ts';
import { cpuOfFamily } from './process-cpu.ts';

/** CPU time so far, in microseconds; undefined where the system does not tell it of other processes. */
export interface CpuTimes {
  readonly services: number;
  readonly postgres: number | undefined;
  readonly broker: number | undefined;
}

/** A shop of its own for one measurement. */
export interface BenchShop {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  readonly postgresUrl: string;
  cpu(): Promise<CpuTimes>;
  stop(): Promise<void>;
}

/** Which services share a process. */
const layout = { 1: ['order,inventory,payment'], 3: ['order', 'inventory', 'payment'] } as const;

/** Starts Postgres (with fsync), nats-server and the services in fresh folders. */
export async function startBenchShop({
  batch,
  processes,
}: Pick<BenchOptions, 'batch' | 'processes'>): Promise<BenchShop> {
  const directory = await mkdtemp(join(tmpdir(), 'murmuration-bench-'));
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    settings: {
      shared_buffers: '1GB',
      max_wal_size: '8GB',
      checkpoint_timeout: '15min',
      jit: 'off',
      unix_socket_directories: tmpdir(),
    },
  });
  const nats = await startNatsServer({ directory: join(directory, 'nats') });
  const children = layout[processes].map((services) =>
    fork(new URL('shop-process.ts', import.meta.url), {
      // young objects live for a batch: with room for a few batches most are dead before they would be copied
      execArgv: ['--max-semi-space-size=64'],
      env: {
        ...process.env,
        SERVICES: services,
        ADMIN_URL: postgres.url,
        SOCKET_FOLDER: tmpdir(),
        NATS_URL: nats.url,
        NATS_USER: nats.user,
        NATS_PASSWORD: nats.password,
        BATCH_SIZE: String(batch),
      },
    }),
  );
  await Promise.all(children.map((child) => message(child, (each) => each === 'ready')));
  return {
    natsUrl: nats.url,
    natsUser: nats.user,
    natsPassword: nats.password,
    postgresUrl: postgres.url,
    cpu: async () => ({
      services: (await Promise.all(children.map(cpuOf))).reduce((sum, each) => sum + each, 0),
      postgres: cpuOfFamily(postgres.pid),
      broker: cpuOfFamily(nats.pid),
    }),
    stop: async () => {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit');
          child.send('stop');
          await ended;
        }),
      );
      await nats.stop();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = message(child, (each) => typeof each === 'object');
  child.send('cpu');
  const { cpu } = cpuAnswer.parse(await answer);
  return cpu.user + cpu.system;
}

const cpuAnswer = z.object({ cpu: z.object({ user: z.number(), system: z.number() }) });

async function message(child: ChildProcess, fits: (message: unknown) => boolean): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the services ended with code ${code}`)));
    child.on('message', function take(each) {
      if (!fits(each)) return;
      child.off('message', take);
      resolve(each);
    });
  });
}
