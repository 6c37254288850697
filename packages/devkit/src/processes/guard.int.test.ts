import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { isAlive } from './is-alive.ts';
import { waitUntil } from './wait-until.ts';

const LIMIT_MS = 15_000;

async function startProgram(): Promise<{ kill: () => void; servers: number[] }> {
  const folder = temporaryFolder();
  const index = JSON.stringify(join(import.meta.dirname, '../index.ts'));
  const script = `
    import { startNatsServer, startPostgres } from ${index};
    const nats = await startNatsServer({ directory: ${JSON.stringify(folder)} + '/nats' });
    const postgres = await startPostgres({
      directory: ${JSON.stringify(folder)} + '/postgres', settings: { fsync: 'off' },
    });
    console.log(nats.pid, postgres.pid);
    setInterval(() => {}, 1000);
  `;
  await writeFile(join(folder, 'program.mts'), script);
  const program = spawn(process.execPath, [join(folder, 'program.mts')], {
    env: { ...process.env, MURMURATION_RUN: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  const [line] = await once(program.stdout, 'data');
  return {
    kill: () => program.kill('SIGKILL'),
    servers: String(line).trim().split(' ').map(Number),
  };
}

describe('a program that starts servers', () => {
  it('takes them along when it is killed', async () => {
    const { kill, servers } = await startProgram();
    expect(servers.map(isAlive)).toEqual([true, true]);
    kill();
    expect(await waitUntil(() => !servers.some(isAlive), LIMIT_MS)).toBe(true);
  });
});
