import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const MANY = 300;

test('ports that are given are different and free, and stay so', async () => {
  const ports = await Promise.all(Array.from({ length: MANY }, () => freePort()));
  expect(new Set(ports).size).toBe(MANY);
  for (const port of [...ports.slice(0, 3), ...ports.slice(0, 3)]) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  }
});

test('a port that was given to one process is not given to another', async () => {
  const ours = new Set(await Promise.all(Array.from({ length: MANY }, () => freePort())));
  const module = JSON.stringify(new URL('free-port.ts', import.meta.url).href);
  const script = `const { freePort } = await import(${module});
    console.log(JSON.stringify(await Promise.all(Array.from({ length: ${MANY} }, () => freePort()))));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  const theirs: readonly number[] = JSON.parse(stdout);
  expect(theirs).toHaveLength(MANY);
  expect(theirs.filter((port) => ours.has(port))).toEqual([]);
});

test('a usual port is given when it is free, and another when it is taken', async () => {
  const usual = await freePort();
  expect(await freePort(usual)).toBe(usual);
  const server = createServer().listen(usual, '127.0.0.1');
  await once(server, 'listening');
  expect(await freePort(usual)).not.toBe(usual);
  server.close();
});
