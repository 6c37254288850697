#!/usr/bin/env node
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNode, runHere } from './lib/node.mjs';
import { answerHelp } from './lib/report.mjs';
import { ROOT } from './lib/repository.mjs';

answerHelp(`
npm start [-- --detach --fresh]

Installs what is missing, starts Postgres, nats-server, the payment sandbox, the mail catcher and all services, and
fills them with sample data. Prints where everything is, then follows the services' logs; Ctrl-C ends it all.

  --detach   ends when everything is ready; it goes on in the background until npm stop
  --fresh    first removes all data of earlier runs in this checkout; fails while one lives

Environment:
  NATS_URL, NATS_USER, NATS_PASSWORD   use this NATS server (2.12 or newer, JetStream on), start none
  DATABASE_URL                         use this Postgres (15 or newer, as an administrator), start none
  MURMURATION_NATS_SERVER              the nats-server program to start
  LOG_LEVEL                            of the services (info)

State, data and logs are in .murmuration/.
`);

console.log('Murmuration: starting');
await ensureDependencies();
const script = join(ROOT, 'packages/devkit/src/commands/start.ts');
process.exitCode = await runHere(findNode(), [script, ...process.argv.slice(2)]);
