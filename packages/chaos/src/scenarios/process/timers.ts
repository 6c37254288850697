import { defineScenario } from '../../scenario.ts';
import { type Death, dieAtEach, sightsOf } from './die-at.ts';

const DEADLINE_SECONDS = '2';
const ENDLESS = 100_000;
const DEATHS: readonly Death[] = [
  { point: 'timer.before-commit', services: ['order'] },
  { point: 'timer.after-commit', services: ['order'] },
];

/** Deadlines are what becomes due: so nothing can be paid, and orders wait until they are cancelled. */
export const timersCrash = defineScenario({
  name: 'timers',
  faults: [2, 4, 5],
  title: 'killed while timers go off',
  world: { env: { order: { ORDER_DEADLINE_SECONDS: DEADLINE_SECONDS } } },
  alsoEnds: ['cancelled: deadline-passed'],
  sees: sightsOf(DEATHS),
  run: async (world) => {
    const { shop } = world;
    const { id } = await shop.sandbox.addRule({
      mode: 'slow-before',
      delayMs: 4_000,
      times: ENDLESS,
    });
    await dieAtEach(world, DEATHS, { untilFlowing: false });
    await shop.sandbox.removeRule(id);
  },
});
