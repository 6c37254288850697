import { defineScenario } from '../../scenario.ts';

const HOUR_MS = 3_600_000;
const SERVICES = ['order', 'inventory', 'payment', 'notification', 'product', 'user'] as const;
const APART =
  'orders were served while the clocks of the replicas of each service were two hours apart';
const AHEAD = 'orders were confirmed while all clocks were an hour ahead';
const BEHIND = 'orders were confirmed while all clocks were an hour behind';

/** How far wrong the first, third … replica of each service is, and the others. */
const PHASES = [
  { hours: [1, -1], sight: APART },
  { hours: [1, 1], sight: AHEAD },
  { hours: [-1, -1], sight: BEHIND },
] as const;

export const clocksWrong = defineScenario({
  name: 'clocks-wrong',
  faults: [44],
  title: 'clocks wrong by an hour, ahead and behind',
  // longer than the clocks are wrong by: the usual deadline, set by a clock far behind, is over at once by the clock of the database
  world: { env: { order: { ORDER_DEADLINE_SECONDS: '7200' } } },
  sees: [APART, AHEAD, BEHIND],
  run: async ({ shop, failpoints, chance, load, inject, sight, afterwards }) => {
    const groups = SERVICES.map((service) => chance.shuffled(shop.service(service).replicas));
    const setAll = async (hours: readonly number[], what: string): Promise<void> => {
      for (const replicas of groups) {
        for (const [at, program] of replicas.entries()) {
          const skew = hours[at % hours.length] ?? 0;
          if (skew !== 0) inject(`${what}: the clock of ${program.name} by ${skew} h`);
          await failpoints.setClock(program, skew * HOUR_MS);
        }
      }
    };
    afterwards(() => setAll([0], 'right again'));
    for (const { hours, sight: seen } of chance.shuffled(PHASES)) {
      await setAll(hours, 'set wrong');
      await load.burst(60);
      await load.untilFlowing();
      sight(seen);
    }
  },
});
