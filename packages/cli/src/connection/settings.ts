import { dirname } from 'node:path';
import { type DevState, readDevState } from '@murmuration/devkit';
import { NothingRuns } from '../output/failure.ts';

/** What all verbs share. */
export interface GlobalOptions {
  readonly server?: string;
  readonly user?: string;
  readonly password?: string;
  readonly json?: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

export interface ConnectionSettings {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/** Tells of a local run at the root of a checkout, if one is alive there. */
export type ReadState = (root: string) => Promise<DevState | undefined>;

/** Looks for a live local run in `from` and in every folder above it. */
export async function findDevState(
  from: string,
  read: ReadState = readDevState,
): Promise<DevState | undefined> {
  const state = await read(from);
  const parent = dirname(from);
  return state ?? (parent === from ? undefined : await findDevState(parent, read));
}

/**
 * Where to connect: options come before the environment, and that before a local run. The credentials of the local
 * run are used for its own address only.
 * @throws NothingRuns when none of them names a server
 */
export async function connectionSettings(
  options: GlobalOptions,
  environment: NodeJS.ProcessEnv,
  from: string,
  read: ReadState = readDevState,
): Promise<ConnectionSettings> {
  const url = options.server ?? environment['MURMURATION_URL'];
  const user = options.user ?? environment['MURMURATION_USER'];
  const password = options.password ?? environment['MURMURATION_PASSWORD'];
  if (url !== undefined) return settings(url, user, password);
  const state = await findDevState(from, read);
  if (state === undefined) throw new NothingRuns(from);
  return settings(state.natsUrl, user ?? state.natsUser, password ?? state.natsPassword);
}

function settings(url: string, user?: string, password?: string): ConnectionSettings {
  return {
    url,
    ...(user === undefined || user === '' ? {} : { user, password: password ?? '' }),
  };
}
