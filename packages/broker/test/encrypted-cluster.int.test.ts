import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort, type RunningNats, startNatsServer } from '@murmuration/devkit';
import { eventually } from '@murmuration/testkit';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { renderServerConfig } from '../src/config/render-server-config.ts';
import type { TlsFiles } from '../src/config/server-options.ts';
import { hashPassword } from '../src/identity/password.ts';
import { certificateIn } from './support/certificate.ts';

const HOST = '127.0.0.1';
const USER = 'murmuration';
const PASSWORD = 'of-the-operator';

interface Node {
  readonly server: RunningNats;
  readonly logFile: string;
  /** What the server tells of itself, asked as its authority's certificate allows. */
  tells(path: string): Promise<string>;
}

let directory: string;
let theirs: Required<TlsFiles>;
let ofSomebodyElse: Required<TlsFiles>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'murmuration-encrypted-cluster-'));
  theirs = await certificateIn(join(directory, 'theirs'));
  ofSomebodyElse = await certificateIn(join(directory, 'of-somebody-else'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let clusterPorts: readonly [number, number];
const nodes: Node[] = [];
beforeEach(async () => {
  clusterPorts = [await freePort(), await freePort()];
});
afterEach(() => Promise.all(nodes.splice(0).map(({ server }) => server.stop())));

/** Starts the first or second server of a cluster, with a certificate. Clients need none. */
async function start(at: 0 | 1, { caFile, ...tls }: Required<TlsFiles>): Promise<Node> {
  const users = [
    { name: USER, passwordHash: await hashPassword(PASSWORD), permissions: undefined },
  ];
  const home = await mkdtemp(join(directory, 'node-'));
  const logFile = join(home, 'server.log');
  let monitorPort = 0;
  const server = await startNatsServer({
    directory: home,
    logFile,
    configuration: (place) => {
      monitorPort = place.monitorPort;
      return renderServerConfig({
        serverName: place.serverName,
        client: { host: HOST, port: place.port },
        monitor: { host: HOST, port: monitorPort },
        storeDirectory: place.storeDirectory,
        logFile: place.logFile,
        users,
        tls,
        cluster: {
          name: 'test',
          host: HOST,
          port: clusterPorts[at],
          user: 'route',
          password: 'of-the-routes',
          peers: clusterPorts.map((port) => `${HOST}:${port}`),
          caFile,
        },
      });
    },
  });
  const ca = await readFile(caFile, 'utf8');
  const tells = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = get({ host: HOST, port: monitorPort, path, ca, agent: false }, (answer) => {
        text(answer).then(resolve, reject);
      });
      asked.on('error', reject);
    });
  const node = { server, logFile, tells };
  nodes.push(node);
  return node;
}

const varz = z.object({
  routes: z.number(),
  cluster: z.object({ tls_required: z.boolean().default(false) }),
});
const stateOf = async (node: Node): Promise<z.infer<typeof varz>> =>
  varz.parse(JSON.parse(await node.tells('/varz')));

describe('servers of a cluster with a certificate', () => {
  it('speak TLS with each other, and become one broker', async () => {
    const both = await Promise.all([start(0, theirs), start(1, theirs)]);
    for (const node of both) {
      await eventually(async () => expect(await node.tells('/healthz')).toContain('"ok"'), {
        what: 'JetStream to have a leader in the cluster',
      });
      const { routes, cluster } = await stateOf(node);
      expect(routes).toBeGreaterThan(0);
      expect(cluster.tls_required).toBe(true);
    }
  });

  it('let clients in that have none', async () => {
    const { server } = await start(0, theirs);
    const client = await connect({
      servers: server.url,
      user: USER,
      pass: PASSWORD,
      tls: { caFile: theirs.caFile },
    });
    await client.flush();
    await client.close();
  });

  it('have no route to one with a certificate of somebody else, though it knows the password', async () => {
    const [node] = await Promise.all([start(0, theirs), start(1, ofSomebodyElse)]);
    await eventually(
      async () => (await readFile(node.logFile, 'utf8')).includes('TLS route handshake error'),
      { what: 'the other one to have tried' },
    );
    expect(await stateOf(node)).toMatchObject({ routes: 0 });
  });
});
