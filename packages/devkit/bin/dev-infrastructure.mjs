#!/usr/bin/env node
import { join } from 'node:path';
import { findNode, runHere } from './lib/node.mjs';
import { answerHelp } from './lib/report.mjs';
import { ROOT } from './lib/repository.mjs';

answerHelp(`
dev-infrastructure.mjs, the devkit's dev script

Starts the servers that the services need and stays until told to stop. Where npm start runs, waits for its end.
`);

const script = join(ROOT, 'packages/devkit/src/commands/dev-infrastructure.ts');
process.exitCode = await runHere(findNode(), [script]);
