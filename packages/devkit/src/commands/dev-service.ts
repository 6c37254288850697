// The `dev` task of a service: waits for the infrastructure of a live run, then runs the service in the working
// directory for as long as that run lives.
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../processes/child.ts';
import { watchAncestors } from '../processes/watch-ancestors.ts';
import { REPOSITORY_ROOT } from '../repository.ts';
import { readEnvFile } from '../run/env-file.ts';
import { readLiveRun } from '../run/run-record.ts';
import { watchService } from '../run/watch-service.ts';

const root = REPOSITORY_ROOT;
const directory = process.cwd();
const name = basename(directory);
const POLL_MS = 200;
const LIVENESS_MS = 1_000;
const stopping = new AbortController();
const { signal } = stopping;

/** @throws when `npm start` has the services already */
async function waitForRun(): Promise<string> {
  for (let isFirst = true; ; isFirst = false) {
    signal.throwIfAborted();
    const run = await readLiveRun(root);
    if (run?.mode === 'full' && process.env['MURMURATION_RUN'] !== run.runId) {
      throw new Error(`${name} already runs under \`npm start\`: npm stop ends that.`);
    }
    const variables = await readEnvFile(root, name);
    if (run !== undefined && variables?.['MURMURATION_RUN'] === run.runId) return run.runId;
    if (isFirst) console.log(`${name}: waiting for the infrastructure (the devkit's dev task)`);
    await sleep(POLL_MS);
  }
}

function endWith(runId: string): void {
  const timer = setInterval(() => {
    void readLiveRun(root).then((live) => {
      if (live?.runId !== runId) stopping.abort();
    });
  }, LIVENESS_MS);
  timer.unref();
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => stopping.abort());
}
void watchAncestors(() => stopping.abort());
try {
  const runId = await waitForRun();
  endWith(runId);
  await watchService({ root, runId, name, directory, signal });
} catch (error) {
  if (!signal.aborted) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
process.exit();
