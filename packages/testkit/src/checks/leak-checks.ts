import { afterAll, afterEach } from 'vitest';
import { livePrograms } from '../processes/program.ts';
import { openDatabases, sessionsOn } from '../postgres/open-databases.ts';
import type { Shop } from '../shop/shop.ts';
import { unexpectedDeadLetters } from './dead-letters.ts';
import { drained } from './drained.ts';

/**
 * Makes tests of a file fail for what they leave behind: at the end of the file, processes and database sessions; with
 * a shop, after each test that passed, dead letters that it did not expect, unpublished outbox rows, and messages that
 * are not acknowledged. Call it before the hooks that stop things, since hooks at the end run in the reverse order.
 */
export function useLeakChecks(shopOf?: () => Shop): void {
  afterAll(expectNothingLeft);
  if (shopOf === undefined) return;
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') return;
    await drained(shopOf());
    await expectNoDeadLetters(shopOf());
  });
}

/** @throws Error that names the processes and database sessions that the tests of this file have left */
export async function expectNothingLeft(): Promise<void> {
  const programs = livePrograms().map(({ name, pid }) => `${name} (process ${pid}) runs`);
  const sessions = await Promise.all(openDatabases().map(sessionsOn));
  const left = [...programs, ...sessions.flat().map((session) => `session ${session} is open`)];
  if (left.length > 0) throw new Error(`Left behind: ${left.join('; ')}`);
}

/** @throws Error with the dead letters that no test has expected */
export async function expectNoDeadLetters(shop: Shop): Promise<void> {
  const letters = await unexpectedDeadLetters(shop);
  if (letters.length === 0) return;
  const lines = letters.map((letter) => `  ${letter.service} ${JSON.stringify(letter)}`);
  throw new Error(`Dead letters that no test expected:\n${lines.join('\n')}`);
}
