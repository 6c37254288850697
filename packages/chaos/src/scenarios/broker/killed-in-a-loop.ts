import { defineScenario } from '../../scenario.ts';

export const brokerKilledInALoop = defineScenario({
  name: 'broker-killed-in-a-loop',
  faults: [14],
  title: 'broker killed and started again, in a loop',
  run: async ({ shop: { broker }, chance, inject, pause, afterwards }) => {
    afterwards(() => broker.restart());
    for (let kills = chance.whole(3, 6); kills > 0; kills--) {
      inject('SIGKILL to the broker');
      await broker.kill();
      await pause(0, 800);
      await broker.restart();
      await pause(50, 1_500);
    }
  },
});
