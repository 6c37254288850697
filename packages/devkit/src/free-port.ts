import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

const HOST = '127.0.0.1';
// Below the range from which the kernel takes ports for outgoing connections (32768 and up on Linux,
// 49152 and up elsewhere): a client that keeps dialling a stopped server in that range can end up
// connected to itself, and then the server cannot have its port back.
const FIRST_PORT = 20_000;
const PORTS = 6_000;
const ATTEMPTS = 100;

/** What holds the claims of this process on ports: as long as it lives, and not a moment longer. */
const claims = new Set<Server>();

/**
 * A TCP port on 127.0.0.1 that nothing listens on: `preferred` when it is free, else a random one between
 * 20000 and 25999 that no other process is given as long as this one lives, whether it is in use or not.
 *
 * @throws Error when no free port is found in a hundred attempts
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && preferred !== 0 && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (await claim(port)) return port;
  }
  throw new Error(
    `no free port between ${FIRST_PORT} and ${FIRST_PORT + PORTS - 1} on ${HOST}, of ${ATTEMPTS} tried`,
  );
}

/**
 * Who is given a port holds the one 6000 above it: the kernel lets one process do so, and frees it however
 * that process ends. So what is planned for a port, or stopped and started again at it, finds it free.
 */
async function claim(port: number): Promise<boolean> {
  const holder = await listen(port + PORTS);
  if (holder === undefined) return false;
  if (!(await isFree(port))) {
    holder.close();
    return false;
  }
  holder.unref();
  claims.add(holder);
  return true;
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === undefined) return false;
  server.close();
  await once(server, 'close');
  return true;
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
