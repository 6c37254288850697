// Run as a process of its own, so that the rest of the devkit does not depend on the services:
//   node render-broker.ts <file>
// where <file> is JSON of the shape below. Writes the broker's configuration to the file that it names as its output.
import { readFile } from 'node:fs/promises';
import {
  brokerUsers,
  EDGE,
  hashPassword,
  OPERATOR,
  publicKeyOf,
  renderServerConfig,
} from '@murmuration/broker';
import { z } from 'zod';
import { writePrivateFile } from './write-private-file.ts';

const HOST = '127.0.0.1';

const jobSchema = z.object({
  output: z.string(),
  origins: z.array(z.string()),
  operatorPassword: z.string(),
  issuerSeed: z.string(),
  passwords: z.record(z.string(), z.string()),
  place: z.object({
    port: z.int(),
    monitorPort: z.int(),
    websocketPort: z.int(),
    serverName: z.string(),
    storeDirectory: z.string(),
    logFile: z.string(),
  }),
});

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: render-broker <file>');
const job = jobSchema.parse(JSON.parse(await readFile(file, 'utf8')));
const passwords = new Map([...Object.entries(job.passwords), [OPERATOR, job.operatorPassword]]);

const known = brokerUsers();
for (const name of passwords.keys()) {
  if (known.some((user) => user.name === name)) continue;
  throw new Error(
    `The broker knows no user ${name}: list the service in packages/shop/src/shop-services.ts.`,
  );
}
const users = await Promise.all(
  known.map(async (user) => {
    const password = passwords.get(user.name);
    return password === undefined ? [] : [{ ...user, passwordHash: await hashPassword(password) }];
  }),
);
const { port, monitorPort, websocketPort, serverName, storeDirectory, logFile } = job.place;
const text = renderServerConfig({
  serverName,
  client: { host: HOST, port },
  monitor: { host: HOST, port: monitorPort },
  websocket: { host: HOST, port: websocketPort, allowedOrigins: job.origins },
  storeDirectory,
  logFile,
  users: users.flat(),
  ...(passwords.has('auth') && { issuer: publicKeyOf(job.issuerSeed) }),
});
await writePrivateFile(job.output, text);
console.log(
  `${[...passwords.keys()].join(', ')} may come in; so may pages of ${EDGE}: ${job.origins.join(', ')}`,
);
