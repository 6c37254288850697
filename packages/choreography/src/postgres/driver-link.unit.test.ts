import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openBuilderConnection } from './builder-session.ts';
import { openPool } from './pool.ts';

const SCRAM = 'SCRAM-SHA-256';

/** A message of the server: what it is, its length, its body. */
function message(kind: string, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(kind), length, body]);
}
const number = (value: number): Uint8Array => Uint8Array.of(0, 0, 0, value);
const signInWith = message('R', number(10), `${SCRAM}\0\0`);
const welcome = Buffer.concat([message('R', number(0)), message('Z', 'I')]);
const challenge = (answer: Buffer): Buffer => {
  const nonce = /r=(?<nonce>.*)$/s.exec(answer.toString())?.groups?.['nonce'] ?? '';
  const salt = Buffer.from('salt').toString('base64');
  return message('R', number(11), `r=${nonce}server,s=${salt},i=1`);
};

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
  server = undefined;
});

/** A server that plays its part step by step: each is what it does with what it is sent. */
async function serverThat(...steps: readonly ((socket: Socket, said: Buffer) => void)[]) {
  server = createServer((socket) => {
    sockets.add(socket);
    let at = 0;
    socket.on('error', () => undefined);
    socket.on('data', (said) => steps[at++]?.(socket, said));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `postgres://shop:secret@127.0.0.1:${address.port}/shop`;
}

const answersSelect = (socket: Socket): void => {
  const none = message('T', Uint8Array.of(0, 0));
  socket.write(
    Buffer.concat([
      message('1'),
      message('t', Uint8Array.of(0, 0)),
      none,
      message('2'),
      message('C', 'SELECT 0\0'),
      message('Z', 'I'),
    ]),
  );
};

describe('the link to a database', () => {
  it('may be lost in the midst of a sign-in', async () => {
    const url = await serverThat(
      (socket) => socket.write(signInWith),
      (socket, said) => socket.end(challenge(said)),
    );
    const pool = openPool(url, 'test', 1);
    await expect(pool`select`).rejects.toThrow('the database connection was lost');
    await pool.end({ timeout: 1 });
  });

  it('may be lost while the driver is about to write, and the next one is as good as new', async () => {
    let links = 0;
    const url = await serverThat(
      (socket) => socket.write(welcome),
      (socket) => {
        if (++links > 1) return answersSelect(socket);
        const why = message('E', 'SFATAL\0VFATAL\0C57P01\0Mgoing down\0\0');
        socket.end(why);
      },
    );
    const pool = openPool(url, 'test', 1);
    // the driver answers a failure of a statement with parameters that it has not described yet
    await expect(pool`select ${'one'}`).rejects.toThrow(/going down|was lost/);
    expect(await pool`select`).toEqual([]);
    await pool.end({ timeout: 1 });
  });

  it('is followed by one that reads and writes as a query builder has made it', async () => {
    const url = await serverThat((socket) => socket.destroy());
    const pool = openPool(url, 'test', 1);
    const dates = (text: string): string => `on ${text}`;
    pool.options.parsers[1184] = dates;
    await expect(pool`select`).rejects.toThrow('the database connection was lost');
    expect(pool.options.parsers[1184]).toBe(dates);
    await pool.end({ timeout: 1 });
  });

  it.each([
    ['under a statement', (socket: Socket): void => void socket.destroy()],
    ['between two statements', answersSelect],
  ])('may be lost in the midst of a transaction of a pool, %s', async (_, answer) => {
    const url = await serverThat(
      (socket) => socket.write(welcome),
      (socket) => socket.write(Buffer.concat([message('C', 'BEGIN\0'), message('Z', 'T')])),
      answer,
    );
    const pool = openPool(url, 'test', 1);
    const working = pool.begin(async (tx) => {
      await (answer === answersSelect ? tx`select` : tx`select ${'one'}`);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tx`select ${'two'}`;
    });
    await expect(working).rejects.toThrow('the database connection was lost');
    await pool.end();
  });

  it('that is not to be had says why, also to a transaction', async () => {
    const pool = openPool('postgres://shop:secret@127.0.0.1:1/shop', 'test', 1);
    await expect(pool`select`).rejects.toThrow('ECONNREFUSED');
    await expect(pool.begin((tx) => tx`select`)).rejects.toThrow('ECONNREFUSED');
    await pool.end();
  });

  it('may be lost under a transaction that goes on regardless', async () => {
    const url = await serverThat((socket) => socket.write(welcome), answersSelect);
    const connection = openBuilderConnection(url, 'test', {});
    const working = connection.run(async (session) => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(session.lost).toBe(true);
      await session.sql`select 1`;
    });
    await expect(working).rejects.toThrow('the database connection was lost');
    await connection.close();
  });
});
