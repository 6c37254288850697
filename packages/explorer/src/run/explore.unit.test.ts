import { describe, expect, it } from 'vitest';
import { mutants } from '../mutants/catalogue.ts';
import { scenarios } from '../scenarios/catalogue.ts';
import { explore, isProven } from './explore.ts';
import { hunt, stepsIn } from './hunt.ts';

const LIMITS = { states: 20_000, seconds: 60 };
const scenarioNamed = (name: string) => {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
};

/** One mistake of each kind: of every service, of the runtime and of the provider. */
const samples = [
  ['confirm-cancelled', 'order: only allowed transitions'],
  ['no-release', 'an order that has ended holds no reservation'],
  ['reserve-twice', 'reservation: only allowed transitions'],
  ['release-in-words', 'stock is what orders hold'],
  ['charge-unreserved', 'money is taken only for what is set aside'],
  ['acknowledge-first', 'every order ends'],
  ['no-idempotency-key', 'an order is charged once at most'],
] as const;

describe('the explorer', () => {
  it('finds nothing wrong with the saga as it is, and sees it to the end', async () => {
    const report = await explore(scenarioNamed('staff'), LIMITS);
    expect(report.found.violations).toEqual([]);
    expect(isProven(report)).toBe(true);
    expect(report.found.endings.has('rejected')).toBe(true);
  }, 60_000);

  it('does not take for proven what it did not see to the end', async () => {
    const report = await explore(scenarioNamed('staff'), { ...LIMITS, states: 100 });
    expect(report.stopped).toBe('the limit of states');
    expect(isProven(report)).toBe(false);
  });

  it.each(samples)(
    'finds the mistake %s',
    async (name, property) => {
      const mutant = mutants.find((each) => each.name === name);
      if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
      const caught = await hunt(mutant, scenarioNamed(mutant.scenario), LIMITS);
      expect(caught.caughtBy).toEqual([property]);
      expect(stepsIn(caught.story)).toBeGreaterThan(0);
      expect(caught.story.at(-1)).toContain(property);
    },
    60_000,
  );

  it('has a scenario for every mistake, and no two of one name', () => {
    for (const { scenario } of mutants) expect(scenarioNamed(scenario).name).toBe(scenario);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });
});
