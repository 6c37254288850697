import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Supervisor, launchSupervisor } from '../commands/launch-supervisor.ts';
import { checkNatsServer } from '../nats/check-nats-server.ts';
import { readServerInfo } from '../nats/server-info.ts';
import { processesOfRun } from '../processes/process-table.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { REPOSITORY_ROOT } from '../repository.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type DevState, devStatePath, readDevState } from './dev-state.ts';
import { runPrefix } from './run-record.ts';

const LIMIT_MS = 40_000;
const HEALTHY = `
  import { createServer } from 'node:http';
  const port = Number(process.env.PORT ?? process.env.HTTP_PORT);
  createServer((_, response) => response.end('{}')).listen(port, '127.0.0.1');
`;

/** A small repository without services, whose seeding is the script given. */
async function repositoryWith(seed: string): Promise<string> {
  const root = temporaryFolder();
  await symlink(join(REPOSITORY_ROOT, 'node_modules'), join(root, 'node_modules'));
  const programs = { 'payment-sandbox': HEALTHY, 'mail-catcher': HEALTHY, cli: seed };
  for (const [name, script] of Object.entries(programs)) {
    await mkdir(join(root, 'packages', name, 'src'), { recursive: true });
    await writeFile(join(root, 'packages', name, 'src/main.ts'), script);
  }
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');
  return root;
}

async function launch(root: string): Promise<Supervisor> {
  const supervisor = await launchSupervisor(root, 'infrastructure', () => {});
  onTestFinished(() => supervisor.stop());
  return supervisor;
}

async function readyState(root: string): Promise<DevState> {
  const state = await readDevState(root);
  if (state === undefined) throw new Error('the run has no state');
  return state;
}

async function isAllGone(root: string): Promise<boolean> {
  const isGone = async () => (await processesOfRun(runPrefix(root))).length === 0;
  return await waitUntil(isGone, LIMIT_MS);
}

async function tablesOf(state: DevState): Promise<string[]> {
  const sql = postgres(state.postgresUrl, { max: 1 });
  const rows = await sql<{ name: string }[]>`select tablename as name from pg_tables
    where schemaname = 'public'`;
  await sql.end();
  return rows.map(({ name }) => name);
}

async function createTable(state: DevState): Promise<void> {
  const sql = postgres(state.postgresUrl, { max: 1 });
  await sql`create table kept (n int)`;
  await sql.end();
}

describe('a local run', () => {
  it('says where everything is, leaves nothing behind, and keeps its data', async () => {
    const root = await repositoryWith(`console.log('seeded')`);
    const first = await launch(root);
    expect(await first.settled).toEqual({ type: 'ready' });
    const state = await readyState(root);
    expect(state.state).toBe('ready');
    const credentials = { user: state.natsUser, password: state.natsPassword };
    await checkNatsServer(state.natsUrl, credentials);
    await createTable(state);
    await first.stop();
    expect(await isAllGone(root)).toBe(true);
    expect(existsSync(devStatePath(root))).toBe(false);
    const second = await launch(root);
    await second.settled;
    expect(await tablesOf(await readyState(root))).toEqual(['kept']);
  });

  it('is gone when its supervisor is killed', async () => {
    const root = await repositoryWith('');
    const { settled } = await launch(root);
    await settled;
    const { supervisorPid } = await readyState(root);
    process.kill(supervisorPid, 'SIGKILL');
    expect(await isAllGone(root)).toBe(true);
    expect(existsSync(devStatePath(root))).toBe(false);
  });

  it('is refused while another has the checkout', async () => {
    const root = await repositoryWith('');
    await (
      await launch(root)
    ).settled;
    expect(await (await launch(root)).settled).toEqual({ type: 'already-running' });
    await expect(readyState(root)).resolves.toMatchObject({ state: 'ready' });
  });

  it('starts a server again that was killed', async () => {
    const root = await repositoryWith('');
    await (
      await launch(root)
    ).settled;
    const { natsUrl } = await readyState(root);
    const servers = await processesOfRun(runPrefix(root));
    const nats = servers.find(({ command }) => command.includes('nats-server --config'));
    if (nats === undefined) throw new Error('no nats-server in the run');
    process.kill(nats.pid, 'SIGKILL');
    const { hostname, port } = new URL(natsUrl);
    const isNew = async () => {
      const now = await processesOfRun(runPrefix(root));
      const other = now.find(({ command }) => command.includes('nats-server --config'));
      return other !== undefined && other.pid !== nats.pid;
    };
    expect(await waitUntil(isNew, LIMIT_MS)).toBe(true);
    const answers = async () => (await readServerInfo(hostname, Number(port))) !== undefined;
    expect(await waitUntil(answers, LIMIT_MS)).toBe(true);
  });

  it('fails with the end of the right log, and leaves nothing behind', async () => {
    const root = await repositoryWith(`throw new Error('no products to seed')`);
    const { settled } = await launch(root);
    expect(await settled).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(/^seed failed \(exit code 1\)[^]*no products to seed/),
    });
    expect(await isAllGone(root)).toBe(true);
  });
});
