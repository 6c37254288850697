#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNode, runHere } from './lib/node.mjs';
import { answerHelp, refuseWords } from './lib/report.mjs';
import { NODE_MODULES, ROOT } from './lib/repository.mjs';

answerHelp(`
npm stop

Ends what npm start has started in this checkout, and what a crashed run of it has left: services first, which finish
what they are at, servers last. The data stays. Good also when nothing runs.
`);
refuseWords('npm stop');

if (!existsSync(join(ROOT, '.murmuration')) && !existsSync(NODE_MODULES)) {
  console.log('Murmuration was not running.');
} else {
  await ensureDependencies({ quiet: true });
  process.exitCode = await runHere(findNode(), [
    join(ROOT, 'packages/devkit/src/commands/stop.ts'),
  ]);
}
