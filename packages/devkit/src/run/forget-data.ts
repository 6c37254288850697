import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removePostgres } from '../postgres/remove-postgres.ts';
import { stateDirectory } from '../repository.ts';

// Says who has the checkout; a start that is under way must see it.
const KEPT = 'runs';

/** Removes all that runs of this checkout have kept: databases, streams, mail, secrets, logs. Nothing may run. */
export async function forgetData(root: string): Promise<void> {
  const folder = stateDirectory(root);
  await removePostgres(join(folder, 'postgres'));
  for (const name of await readdir(folder).catch(() => [])) {
    if (name !== KEPT) await rm(join(folder, name), { recursive: true, force: true });
  }
}
