import { defineScenario } from '../../scenario.ts';

const HOUR_MS = 3_600_000;
const SERVICES = ['order', 'inventory', 'payment', 'notification', 'product', 'user'] as const;
const WRONG = 'clocks of neighbours were two hours apart';

export const clocksWrong = defineScenario({
  name: 'clocks-wrong',
  faults: [44],
  title: 'clocks wrong by an hour, ahead and behind',
  // a deadline that a clock far behind has set is over at once by the clock of the database
  alsoEnds: ['cancelled: deadline-passed'],
  sees: [WRONG],
  run: async ({ shop, failpoints, chance, load, inject, sight, afterwards }) => {
    const programs = SERVICES.flatMap((service) => shop.service(service).replicas);
    const setAll = async (skewOf: () => number, what: string): Promise<void> => {
      for (const program of programs) {
        const skewMs = skewOf();
        if (skewMs !== 0) inject(`${what}: the clock of ${program.name} by ${skewMs / HOUR_MS} h`);
        await failpoints.setClock(program, skewMs);
      }
    };
    afterwards(() => setAll(() => 0, 'right again'));
    for (const [least, most] of [
      [-1, 1],
      [1, 1],
      [-1, -1],
    ] as const) {
      await setAll(() => chance.whole(least, most) * HOUR_MS, 'set wrong');
      await load.burst(60);
      await load.untilServed(20);
      if (least !== most) sight(WRONG);
    }
  },
});
