import { defineScenario } from '../../scenario.ts';
import { fenceOf } from './fences.ts';

const SERVICES = ['order', 'inventory', 'payment', 'notification'] as const;

export const calm = defineScenario({
  name: 'calm',
  faults: [],
  title: 'no fault at all',
  run: async ({ shop, load }) => {
    await load.untilFlowing();
    const fences = () => Promise.all(SERVICES.map((service) => fenceOf(shop, service)));
    const before = await fences();
    await load.burst(300);
    await load.untilFlowing();
    const after = await fences();
    for (const [at, service] of SERVICES.entries()) {
      if (before[at] === after[at]) continue;
      throw new Error(`L1: a lane of ${service} changed hands although its owner is at work`);
    }
  },
});
