import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../processes/is-alive.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { checkNatsServer } from './check-nats-server.ts';
import { type NatsServerOptions, type RunningNats, startNatsServer } from './start-nats-server.ts';

async function start(options: Partial<NatsServerOptions> = {}): Promise<RunningNats> {
  const server = await startNatsServer({ directory: temporaryFolder(), ...options });
  onTestFinished(() => server.kill());
  return server;
}

async function dial({ url, user, password }: RunningNats): Promise<NatsConnection> {
  const connection = await connect({ servers: url, user, pass: password, reconnect: false });
  onTestFinished(() => connection.close());
  return connection;
}

describe('a started nats-server', () => {
  it('answers with JetStream on, and keeps the uninvited out', async () => {
    const server = await start();
    const checked = await checkNatsServer(server.url, server);
    expect(checked).toEqual({ version: server.version, warnings: [] });
    const wrong = { user: server.user, password: 'guessed' };
    await expect(checkNatsServer(server.url, wrong)).rejects.toThrow(/Authorization/i);
  });

  it('has its messages and its port back after kill and restart', async () => {
    const server = await start();
    const first = await dial(server);
    await (await jetstreamManager(first)).streams.add({ name: 'KEPT', subjects: ['kept'] });
    await jetstream(first).publish('kept', 'still here');
    const { pid, url } = server;
    await server.kill();
    expect(isAlive(pid)).toBe(false);
    await server.restart();
    expect(server.url).toBe(url);
    expect(server.pid).not.toBe(pid);
    const { state } = await (await jetstreamManager(await dial(server))).streams.info('KEPT');
    expect(state.messages).toBe(1);
  });

  it('tells how its process ended', async () => {
    const server = await start();
    const { exited } = server;
    process.kill(server.pid, 'SIGKILL');
    await expect(exited).resolves.toBe('SIGKILL');
  });

  it('takes users from extra configuration', async () => {
    const extraConfig = 'authorization { users: [{ user: a, password: b }] }';
    const server = await start({ extraConfig, user: 'a', password: 'b' });
    await expect(checkNatsServer(server.url, server)).resolves.toMatchObject({ warnings: [] });
  });

  it('takes over a changed configuration while its clients stay, and an unchanged one not at all', async () => {
    let allowed = 'news.old';
    const server = await start({
      user: 'a',
      password: 'b',
      configuration: ({ port, serverName, logFile }) => `
        listen: "127.0.0.1:${port}"
        server_name: "${serverName}"
        log_file: "${logFile}"
        authorization { users: [
          { user: a, password: b, permissions: { publish: ["${allowed}"], subscribe: ["news.*", "_INBOX.>"] } }
        ] }
`,
    });
    const client = await dial(server);
    let heard = 0;
    client.subscribe('news.new', { callback: () => void heard++ });
    expect(await server.reload()).toBe(false);
    allowed = 'news.new';
    expect(await server.reload()).toBe(true);
    const isAllowed = async () => {
      client.publish('news.new');
      await client.flush();
      return heard > 0;
    };
    expect(await waitUntil(isAllowed, 10_000)).toBe(true);
    expect(client.isClosed()).toBe(false);
  });

  it('fails with the reason from its log', async () => {
    const options = { directory: temporaryFolder(), extraConfig: 'max_payload: "very much"' };
    await expect(startNatsServer(options)).rejects.toThrow(
      /did not start.*\n.*max_payload|interface conversion/s,
    );
  });

  it('fails on a port that another server has, instead of taking that one for its own', async () => {
    const { port } = await start();
    await expect(startNatsServer({ directory: temporaryFolder(), port })).rejects.toThrow(
      'address already in use',
    );
  });
});

describe('the check of a given nats-server', () => {
  it('says when JetStream is off', async () => {
    const server = await start({ extraConfig: 'jetstream: false' });
    await expect(checkNatsServer(server.url, server)).rejects.toThrow(
      `JetStream is off on the server at ${server.url}`,
    );
  });

  it('says when nothing answers', async () => {
    const server = await start();
    await server.stop();
    await expect(checkNatsServer(server.url, server)).rejects.toThrow(
      `no connection to ${server.url}`,
    );
  });
});
