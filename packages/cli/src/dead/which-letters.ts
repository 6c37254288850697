import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { InvalidArgumentError } from 'commander';
import type { Session } from '../connection/session.ts';
import { COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { UsageError } from '../output/failure.ts';
import { DeadLetters, type Selection } from './dead-letters.ts';

export interface WhichOptions {
  readonly id?: string;
  readonly group?: string;
  readonly reaction?: string;
  readonly all?: true;
}

/**
 * Reads which letters are meant.
 * @throws UsageError unless it is one, a group and perhaps a reaction, or all
 */
export function readWhich({ id, group, reaction, all }: WhichOptions): Selection {
  const named = [id, group ?? reaction, all].filter((one) => one !== undefined);
  if (named.length === 1) return { id, group, reaction, all };
  throw new UsageError('say which: one of --id, --all, or --group and --reaction');
}

/** Who does it, as it is kept with the letters. */
export function nameOf({ by }: { readonly by?: string }): string {
  if (by !== undefined) return by;
  try {
    return userInfo().username;
  } catch {
    // a container may run under a user that has no name
    return 'an operator';
  }
}

export async function lettersOf(session: Session, service: string): Promise<DeadLetters> {
  const client = await session.client();
  return new DeadLetters(client, service, session.timeoutMs(COMMAND_TIMEOUT_MS));
}

/**
 * Reads JSON as it stands, or out of a file when it begins with `@`.
 * @throws InvalidArgumentError when there is no such file, or no JSON in it
 */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError(`Expected JSON, or @ and the name of a file with it: ${reason}`);
  }
}

/**
 * Reads the sizes of steps: `1,2,5,20`.
 * @throws InvalidArgumentError
 */
export function readRamp(text: string): readonly number[] {
  const sizes = text.split(',').map((size) => (/^\s*\d{1,4}\s*$/.test(size) ? Number(size) : 0));
  if (sizes.every((size) => size > 0)) return sizes;
  throw new InvalidArgumentError('Expected the sizes of steps, such as 1,2,5,20.');
}

/**
 * Reads a share: `0.2` or `20%`.
 * @throws InvalidArgumentError
 */
export function readShare(text: string): number {
  const [, number, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const share = Number(number) / (sign === '%' ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('Expected a share between 0 and 1, such as 0.2 or 20%.');
}
