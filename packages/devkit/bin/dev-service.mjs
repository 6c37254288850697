#!/usr/bin/env node
// A service's `dev` script; its working directory is the service's folder.
import { join } from 'node:path';
import { findNode, runHere } from './lib/node.mjs';
import { answerHelp } from './lib/report.mjs';
import { ROOT } from './lib/repository.mjs';

answerHelp(`
dev-service.mjs, as a service's dev script

Waits for the infrastructure of npm start or turbo run dev, then runs src/main.ts of the working directory with the
environment in .murmuration/env/<folder>.env. Starts it again when a file that it imports changes, or when it crashes.
`);

const script = join(ROOT, 'packages/devkit/src/commands/dev-service.ts');
process.exitCode = await runHere(findNode(), [script], process.cwd());
