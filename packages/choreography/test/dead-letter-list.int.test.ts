import { deadLettersOf } from '@murmuration/contracts';
import { useLeakChecks } from '@murmuration/testkit';
import { headers } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const query = deadLettersOf('bank');
const list = async (params: object) =>
  query.result.parse(await world.ask('qry.bank.list-dead-letters', params));

/** A message that its reaction refuses for good, so that it is buried at once. */
async function bury(accountId: string): Promise<void> {
  await world.enter({ accountId, instruction: 'terminal' });
  await world.deadLetterOf(accountId);
}

it('lists dead letters page by page, the latest failure first, each once', async () => {
  await world.start();
  for (const accountId of ['first', 'second', 'third']) await bury(accountId);
  // two that failed in the same microsecond: the id decides
  await world.sql`update dead_letter set last_failed_at = now() where key in ('first', 'second')`;
  const keys: string[] = [];
  let cursor: string | null | undefined;
  let pages = 0;
  for (; cursor !== null; pages++) {
    const page = await list({ limit: 1, ...(cursor !== undefined && { cursor }) });
    keys.push(...page.items.map(({ key }) => key));
    cursor = page.next;
  }
  expect(pages).toBe(3);
  expect(keys.at(-1)).toBe('third');
  expect(keys.toSorted()).toEqual(['first', 'second', 'third']);
});

it('lists those of one reaction, and those that were redriven apart', async () => {
  await world.start();
  await bury('fourth');
  expect((await list({ reaction: 'tally-entry' })).items.map(({ key }) => key)).toContain('fourth');
  expect(await list({ reaction: 'deposit' })).toEqual({ items: [], next: null });
  expect(await list({ status: 'redriven' })).toEqual({ items: [], next: null });
});

it('never tells the payload', async () => {
  await world.start();
  await bury('payload');
  const text = JSON.stringify(await list({}));
  expect(text).toContain('payload');
  expect(text).not.toContain('instruction');
});

it('refuses a cursor that somebody made up', async () => {
  await world.start();
  await expect(list({ cursor: 'bm9uc2Vuc2U' })).rejects.toThrow('400: the cursor is not right');
});

it('is for operators', async () => {
  await world.start();
  const h = headers();
  h.set('Reader-Id', 'ann');
  h.set('Reader-Roles', 'customer');
  const answer = await world.nats.request('qry.bank.list-dead-letters', '{}', {
    timeout: 5_000,
    headers: h,
  });
  expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('403');
});
