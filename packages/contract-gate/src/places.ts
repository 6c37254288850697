import { join } from 'node:path';

/** Where the gate finds and leaves things. */
export interface Places {
  readonly contracts: string;
  readonly documents: string;
  readonly released: string;
  readonly recorded: string;
}

/** The places of a repository. */
export const placesIn = (root: string): Places => ({
  contracts: join(root, 'contracts'),
  documents: join(root, 'docs/contracts'),
  released: join(root, 'contracts/released'),
  recorded: join(root, 'contracts/recorded'),
});

/** The places of this repository. */
export const HERE = placesIn(join(import.meta.dirname, '../../..'));
