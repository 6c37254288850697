import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../processes/is-alive.ts';
import { processesOfRun } from '../processes/process-table.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { processOfRun, testRunId } from '../testing/run-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const LIMIT_MS = 30_000;

// Starts the reaper and three processes of other roles that note when they are told to stop, in sessions of their
// own; the service needs a moment.
const SUPERVISOR = `
  import { spawn } from 'node:child_process';
  import { startReaper } from ${JSON.stringify(join(import.meta.dirname, 'start-reaper.ts'))};
  const [root, runId] = process.argv.slice(2);
  await startReaper(runId);
  for (const [role, ms] of [['service', 300], ['support', 0], ['infrastructure', 0]]) {
    const note = "require('fs').appendFileSync('" + root + "/ends', '" + role + " ')";
    const script = "process.on('SIGTERM', () => setTimeout(() => { " + note + "; process.exit() }, " + ms + "));" +
      "setInterval(() => {}, 1000); require('fs').appendFileSync('" + root + "/ups', '" + role + " ')";
    spawn(process.execPath, ['-e', script], {
      detached: true, stdio: 'ignore', env: { ...process.env, MURMURATION_ROLE: role },
    });
  }
  setInterval(() => {}, 1000);
`;

async function startRun() {
  const [root, runId] = [temporaryFolder(), testRunId()];
  await writeFile(join(root, 'supervisor.mts'), SUPERVISOR);
  const supervisor = spawn(process.execPath, [join(root, 'supervisor.mts'), root, runId], {
    env: { ...process.env, MURMURATION_RUN: runId, MURMURATION_ROLE: 'supervisor' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void supervisor.kill('SIGKILL'));
  const ups = async () => (await read(root, 'ups')).split(' ').length === 4;
  expect(await waitUntil(ups, LIMIT_MS)).toBe(true);
  return { root, runId, supervisor };
}

async function read(root: string, name: string): Promise<string> {
  return await readFile(join(root, name), 'utf8').catch(() => '');
}

describe('the reaper', () => {
  it('ends what a killed supervisor has left, services first and servers last', async () => {
    const { root, runId, supervisor } = await startRun();
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const isOver = async () => (await processesOfRun(runId)).length === 0;
    expect(await waitUntil(isOver, LIMIT_MS)).toBe(true);
    expect(await read(root, 'ends')).toBe('service support infrastructure ');
  });

  it('does nothing while the supervisor lives, also when it is told to stop itself', async () => {
    const runId = testRunId();
    const { pid } = await processOfRun(runId, 'task');
    const reaper = await startReaperAlone(runId);
    reaper.kill('SIGTERM');
    reaper.kill('SIGINT');
    expect(isAlive(pid)).toBe(true);
    const ended = once(reaper, 'exit');
    reaper.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(isAlive(pid)).toBe(false);
  });
});

async function startReaperAlone(runId: string) {
  // Takes its own place out of the words, and says when the reaper's script has run.
  const script = `process.argv.splice(1, 1); await import(process.argv[1]); console.log('up')`;
  const wrapper = join(temporaryFolder(), 'wrapper.mts');
  await writeFile(wrapper, script);
  const words = [wrapper, join(import.meta.dirname, 'reaper.ts'), runId];
  const reaper = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void reaper.kill('SIGKILL'));
  await once(reaper.stdout, 'data');
  return reaper;
}
