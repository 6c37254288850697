#!/usr/bin/env node
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNode, runQuietly } from './lib/node.mjs';
import { answerHelp, refuseWords, reportStep, secondsSince } from './lib/report.mjs';
import { NODE_MODULES, ROOT } from './lib/repository.mjs';

const CONTRACTS = join(ROOT, 'packages/contract-gate/src/main.ts');
const CHOREOGRAPHY = join(ROOT, 'packages/choreography-graph/src/main.ts');
/** Programs of the dependencies, by name; or of this repository, by path. */
const STEPS = [
  { name: 'format', words: ['oxfmt', '--check', '.'] },
  { name: 'lint', words: ['oxlint', '--type-aware', '--deny-warnings'] },
  // All workspaces in one pass: each by itself would check again what it imports, which is most of the others.
  { name: 'types', words: ['tsc'] },
  { name: 'contracts', words: [CONTRACTS, '--check'] },
  { name: 'choreography', words: [CHOREOGRAPHY, '--check'] },
];

answerHelp(`
npm run verify

The checks that read the program and do not run it: ${STEPS.map(({ name }) => name).join(', ')}. All steps run, also after a
bad one; the output of a bad one is shown.
`);
refuseWords('npm run verify');

const began = performance.now();
await ensureDependencies({ quiet: true });
const bad = [];
for (const { name, words } of STEPS) {
  if (!(await passes(name, words))) bad.push(name);
}
const verdict = bad.length === 0 ? 'all good' : `BAD: ${bad.join(', ')}`;
console.log(`Verify: ${verdict} (${secondsSince(began)})`);
process.exitCode = bad.length === 0 ? 0 : 1;

/** @param {string} name @param {string[]} words */
async function passes(name, [program, ...words]) {
  const stepBegan = performance.now();
  const { isGood, output } = program.endsWith('.ts')
    ? await runQuietly(findNode(), [program, ...words])
    : await runQuietly(join(NODE_MODULES, '.bin', program), words);
  if (!isGood) console.log(output);
  reportStep(name, isGood ? 'good' : 'BAD', stepBegan);
  return isGood;
}
