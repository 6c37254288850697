import { once } from 'node:events';
import { connect as dialTcp, createServer, type Server, type Socket } from 'node:net';
import { eventually, testDatabase, type TestDatabase } from '@murmuration/testkit';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POSTGRES_COMMITTED, TcpProxy } from './tcp-proxy.ts';

/** Sends back what it gets. */
let echo: Server;
let target: string;
let proxy: TcpProxy;
beforeAll(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  target = addressOf(echo);
});
afterAll(() => void echo.close());
beforeEach(async () => {
  proxy = await TcpProxy.open(target);
});
afterEach(() => proxy.close());

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return `tcp://127.0.0.1:${address.port}`;
}

interface Caller {
  readonly socket: Socket;
  heard(): string;
  ended(): 'reset' | 'ended' | undefined;
}

async function call(): Promise<Caller> {
  const socket = dialTcp(proxy.port, '127.0.0.1');
  let heard = '';
  let end: 'reset' | 'ended' | undefined;
  socket.on('data', (bytes) => (heard += bytes.toString()));
  socket.on('error', () => (end = 'reset'));
  socket.on('end', () => (end ??= 'ended'));
  await once(socket, 'connect');
  return { socket, heard: () => heard, ended: () => end };
}

const hears = async (caller: Caller, text: string): Promise<void> =>
  void (await eventually(() => caller.heard() === text, { what: `to hear ${text}` }));

describe('a TCP proxy', () => {
  it('passes bytes and the end of a connection on', async () => {
    const caller = await call();
    caller.socket.write('hello');
    await hears(caller, 'hello');
    caller.socket.end();
    await eventually(() => caller.ended() === 'ended', { what: 'the end' });
    await eventually(() => proxy.connections === 0, { what: 'the link to be gone' });
  });

  it('lets the server have what was said, and the sender no answer, once', async () => {
    const heard: string[] = [];
    const server = createServer((socket) =>
      socket.on('data', (bytes) => heard.push(bytes.toString())),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const door = await TcpProxy.open(addressOf(server));
    const losing = door.loseReplyTo('BUY');
    const socket = dialTcp(door.port, '127.0.0.1');
    socket.write('please BUY this');
    await expect(once(socket, 'data')).rejects.toThrow('ECONNRESET');
    await losing;
    await eventually(() => heard.join('') === 'please BUY this', { what: 'the server to hear it' });
    await door.close();
    server.close();
  });

  it('keeps user and path of an address', () => {
    expect(proxy.through('postgres://me:secret@127.0.0.1:5432/db')).toBe(
      `postgres://me:secret@127.0.0.1:${proxy.port}/db`,
    );
  });

  it('delays both ways and keeps the order under jitter', async () => {
    proxy.delay(40, 20);
    const caller = await call();
    const begun = performance.now();
    for (const word of ['a', 'b', 'c', 'd']) caller.socket.write(word);
    await hears(caller, 'abcd');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(79);
  });

  it('throttles', async () => {
    proxy.throttle(100_000);
    const caller = await call();
    const begun = performance.now();
    caller.socket.write('x'.repeat(20_000));
    await eventually(() => caller.heard().length === 20_000, { what: '20,000 bytes' });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(199);
  });

  it('holds bytes until it heals, and loses none', async () => {
    const caller = await call();
    proxy.hold(['to-client']);
    caller.socket.write('one ');
    caller.socket.write('two');
    await eventually(() => proxy.connections === 1, { what: 'the link' });
    expect(caller.heard()).toBe('');
    proxy.heal();
    await hears(caller, 'one two');
    expect(caller.ended()).toBeUndefined();
  });

  it('swallows bytes in a blackhole, and resets the broken connection when it heals', async () => {
    const [lossy, idle] = [await call(), await call()];
    proxy.blackhole();
    lossy.socket.write('lost');
    const late = await call();
    late.socket.write('lost too');
    await eventually(() => proxy.connections === 3, { what: 'three links' });
    // a round trip through another proxy: by then the bytes have arrived here
    await idleRoundTrip();
    expect([lossy.ended(), idle.ended(), late.ended()]).toEqual([undefined, undefined, undefined]);
    proxy.heal();
    await eventually(() => lossy.ended() === 'reset' && late.ended() === 'reset', {
      what: 'broken links to be reset',
    });
    idle.socket.write('still here');
    await hears(idle, 'still here');
    expect(lossy.heard() + late.heard()).toBe('');
  });

  it('strands connections for ever, while new ones work', async () => {
    const stranded = await call();
    await eventually(() => proxy.connections === 1, { what: 'the link' });
    expect(proxy.strand()).toBe(1);
    stranded.socket.write('lost');
    proxy.heal();
    const fresh = await call();
    fresh.socket.write('hi');
    await hears(fresh, 'hi');
    expect([stranded.heard(), stranded.ended()]).toEqual(['', undefined]);
    proxy.cut();
    await eventually(() => stranded.ended() === 'reset', { what: 'the cut' });
  });

  it('cuts with a reset or with an end, and refuses until it heals', async () => {
    const [one, other] = [await call(), await call()];
    await eventually(() => proxy.connections === 2, { what: 'both links' });
    expect(proxy.cut('reset')).toBe(2);
    await eventually(() => one.ended() === 'reset' && other.ended() === 'reset', {
      what: 'resets',
    });
    const third = await call();
    await eventually(() => proxy.connections === 1, { what: 'the third link' });
    proxy.cut('end');
    await eventually(() => third.ended() === 'ended', { what: 'an end' });
    proxy.refuse();
    await expect(call().then(({ socket }) => once(socket, 'end'))).rejects.toThrow('ECONNRESET');
    proxy.heal();
    const welcome = await call();
    welcome.socket.write('hi');
    await hears(welcome, 'hi');
  });

  it('cuts before a pattern that comes in pieces, once', async () => {
    const caller = await call();
    const cut = proxy.cutBeforeReply('STOP');
    caller.socket.write('go ST');
    await eventually(() => caller.heard().startsWith('go '), { what: 'the words before' });
    caller.socket.write('OP never');
    await cut;
    await eventually(() => caller.ended() === 'reset', { what: 'the cut' });
    expect(caller.heard()).not.toContain('STOP');
    const next = await call();
    next.socket.write('STOP');
    await hears(next, 'STOP');
  });
});

async function idleRoundTrip(): Promise<void> {
  const other = await TcpProxy.open(target);
  const socket = dialTcp(other.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('x');
  await once(socket, 'data');
  socket.destroy();
  await other.close();
}

describe('a TCP proxy before Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ services: ['product'] });
  });
  afterAll(() => database.drop());

  it('swallows the answer to a commit that has happened', async () => {
    const door = await TcpProxy.open(database.adminUrl);
    const direct = postgres(database.adminUrl, { max: 1 });
    await direct`create table kept (n int)`;
    const sql = postgres(door.through(database.adminUrl), { max: 1 });
    await sql`select 1`;
    const cut = door.cutBeforeReply(POSTGRES_COMMITTED);
    const committing = sql.begin((tx) => tx`insert into kept values (1)`);
    await expect(committing).rejects.toThrow(/CONNECTION|ECONNRESET/);
    await cut;
    expect(await direct`select n from kept`).toEqual([{ n: 1 }]);
    // a connection is made anew, and the next commit is answered
    await sql.begin((tx) => tx`insert into kept values (2)`);
    await Promise.all([sql.end(), direct.end()]);
    await door.close();
  });
});
