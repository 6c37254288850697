import { useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { moneyDeposited } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

const LIMIT = 65_536;
/** What the broker takes at most, less headers; what the entry carries beside the text, the reminder does not. */
const ALMOST = LIMIT - 1_024 - 40;

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open(undefined, { extraConfig: `max_payload: ${LIMIT}` });
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

describe('with a broker that takes smaller messages than usual', () => {
  it('an event that is too large fails its message alone, before anything is committed', async () => {
    await world.start();
    const instruction = `remind-soon ${'x'.repeat(ALMOST)}`;
    await Promise.all([
      world.enterMany('small', 40),
      world.enter({ accountId: 'large', instruction }),
      world.enterMany('small too', 40),
    ]);
    await world.tallied('small', 40);
    await world.tallied('small too', 40);
    const letter = await world.deadLetterOf('large');
    expect(letter).toMatchObject({ reaction: 'tally-entry', reason: 'terminal', attempts: 1 });
    expect(letter.error).toMatch(/reminder-due.v1 of "large" has \d+ bytes; at most 64512 can be/);
    expect(await world.entriesOf('large')).toBe(0);
    expect(await world.sql`select from timer`).toHaveLength(0);
    await world.relayed();
  });

  it('a fact from outside that is too large is refused to whoever tells it', async () => {
    const service = await world.start();
    const note = 'x'.repeat(LIMIT);
    const fact = moneyDeposited.of({ depositId: 'd', accountId: 'fact', amount: 1, note });
    await expect(service.record(fact, { id: 'fact-1' })).rejects.toThrow(/can be published/);
    await world.relayed();
  });
});
