import { randomInt } from 'node:crypto';
import getPort from 'get-port';

// Below the range from which the kernel takes ports for outgoing connections (32768 and up on Linux,
// 49152 and up elsewhere): a client that keeps dialling a stopped server in that range can end up
// connected to itself, and then the server cannot have its port back.
const FIRST_PORT = 20_000;
const PAST_LAST_PORT = 32_000;
const CANDIDATES = 20;

/**
 * A TCP port on 127.0.0.1 that nothing listens on: `preferred` when it is free, else a random free one
 * between 20000 and 31999.
 */
export async function freePort(preferred?: number): Promise<number> {
  const candidates = Array.from({ length: CANDIDATES }, () =>
    randomInt(FIRST_PORT, PAST_LAST_PORT),
  );
  const port = preferred === undefined || preferred === 0 ? candidates : [preferred, ...candidates];
  return await getPort({ host: '127.0.0.1', port });
}
