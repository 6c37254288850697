import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { BLANK_CLUSTERS } from '@murmuration/devkit';
import { startReaper } from '../processes/start-reaper.ts';
import { SERVERS_URL, templateRequest } from './protocol.ts';
import { TemplateBuilder } from './template-builder.ts';
import { removeDirectory, temporaryDirectory } from './temporary-directory.ts';

const LOOPBACK = '127.0.0.1';
const OK = 200;
const FAILED = 500;

/**
 * Offers one Postgres server to this process and all that it starts, for as long as it runs. Postgres itself starts
 * when the first test asks for a database; a server that a test starts for itself is a copy of the first one as it
 * was made. Does nothing when the servers are offered already.
 * @returns ends what was started
 */
export async function startTestServers(): Promise<() => Promise<void>> {
  if (process.env[SERVERS_URL] !== undefined) return async () => undefined;
  const builder = new TemplateBuilder();
  const server = createServer((request, response) => {
    answer(builder, request).then(
      (body) => response.writeHead(OK).end(body),
      (error: unknown) => response.writeHead(FAILED).end(String(error)),
    );
  });
  const endOrphans = await startReaper();
  const blanks = await temporaryDirectory('blank-clusters');
  process.env[BLANK_CLUSTERS] = blanks;
  process.env[SERVERS_URL] = await listen(server);
  return async () => {
    delete process.env[SERVERS_URL];
    server.close();
    server.closeAllConnections();
    await builder.stop();
    await endOrphans();
    delete process.env[BLANK_CLUSTERS];
    await removeDirectory(blanks);
  };
}

async function answer(builder: TemplateBuilder, request: IncomingMessage): Promise<string> {
  const wanted = templateRequest.parse(JSON.parse(await text(request)));
  return JSON.stringify(await builder.template(wanted));
}

async function listen(server: Server): Promise<string> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port for test servers');
  return `http://${LOOPBACK}:${address.port}`;
}
