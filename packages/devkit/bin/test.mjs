#!/usr/bin/env node
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNode, runHere } from './lib/node.mjs';
import { answerHelp, secondsSince } from './lib/report.mjs';
import { NODE_MODULES } from './lib/repository.mjs';

answerHelp(`
npm test [-- words for vitest]

Installs what is missing, then runs the tests: unit, int (real Postgres and nats-server) and e2e.

  npm test -- --project unit       the fast ones only
  npm test -- services/order       those of one folder
  npm test -- -t 'last unit'       those whose name matches
`);

const began = performance.now();
await ensureDependencies({ quiet: true });
const vitest = join(NODE_MODULES, 'vitest/vitest.mjs');
const code = await runHere(findNode(), [vitest, 'run', ...process.argv.slice(2)]);
console.log(`Tests: ${code === 0 ? 'passed' : 'FAILED'} (${secondsSince(began)})`);
process.exitCode = code;
