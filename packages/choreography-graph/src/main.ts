import { join } from 'node:path';
import { runChoreography } from './run-choreography.ts';
import { shopChoreography, shopRights } from './shop-choreography.ts';

const USAGE = `
npm run choreography [-- --check]

Computes the choreography from the service definitions, the contracts and the sagas: draws it into docs/choreography and the services'
READMEs, and checks it as a whole. Needs no infrastructure.

  --check   writes nothing; fails when what is drawn differs from what the definitions say
`;

const FOR_PEOPLE = new Set(['DefinitionError', 'MissingMarks']);

const words = process.argv.slice(2);
const unknown = words.find((word) => !['--check', '--help', '-h'].includes(word));
if (unknown !== undefined) {
  console.error(`Choreography: BAD (there is no ${unknown}; see --help)`);
  process.exitCode = 1;
} else if (words.some((word) => word === '--help' || word === '-h')) console.log(USAGE.trim());
else process.exitCode = (await isWell(words.includes('--check'))) ? 0 : 1;

async function isWell(onlyCheck: boolean): Promise<boolean> {
  try {
    return await runChoreography({
      choreography: shopChoreography(),
      rightsOf: shopRights(),
      root: join(import.meta.dirname, '../../..'),
      onlyCheck,
      say: (line) => console.log(line),
    });
  } catch (error) {
    // a definition that contradicts itself, and a file without marks, say by themselves how to mend them
    if (!(error instanceof Error) || !FOR_PEOPLE.has(error.name)) throw error;
    console.log(`Choreography: BAD (${error.message})`);
    return false;
  }
}
