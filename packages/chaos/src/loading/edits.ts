import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edit, Edits } from './edit-source.ts';
import { MUTANTS } from './mutants.ts';
import { NEXT_VERSION } from './next-version.ts';
import { nextVersionFile, ORDERS_DIRECTORY } from './orders.ts';
import { ROOT } from './root.ts';

/** What is changed in a program that is started with these variables: `MUTANT` names a defence to switch off; it is of the next version while that is deployed. */
export function editsOf(env: Readonly<Record<string, string | undefined>>): Edits {
  const { MUTANT, [ORDERS_DIRECTORY]: directory } = env;
  const isNext = directory !== undefined && existsSync(nextVersionFile(directory));
  const all = [...mutations(MUTANT), ...(isNext ? NEXT_VERSION : [])];
  return Map.groupBy(all, ({ file }) => pathToFileURL(join(ROOT, file)).href);
}

function mutations(name: string | undefined): readonly Edit[] {
  if (name === undefined) return [];
  const mutant = MUTANTS.find((each) => each.name === name);
  if (mutant !== undefined) return mutant.edits;
  const known = MUTANTS.map((each) => each.name).join(', ');
  throw new Error(`There is no mutant "${name}". There are: ${known}`);
}
