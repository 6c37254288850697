import { existsSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { unprivilegedAccount } from './account.ts';
import { choosePlace } from './place.ts';
import { livePostmaster } from './postmaster-file.ts';

/**
 * Removes the data of a stopped server, wherever it stands.
 * @throws while the server runs
 */
export async function removePostgres(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const place = await choosePlace(await realpath(directory), await unprivilegedAccount());
  const pid = await livePostmaster(place.data);
  if (pid !== undefined)
    throw new Error(`Postgres still runs on ${place.data}, as process ${pid}.`);
  await rm(place.home, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}
