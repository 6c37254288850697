import { commandSubject } from '@murmuration/choreography';
import { placeOrder } from '@murmuration/contracts';
import { orderOf } from '../../load/plans.ts';
import { defineScenario } from '../../scenario.ts';
import { publishRaw, sendRaw } from './raw.ts';

const SUBJECT = commandSubject(placeOrder.type);
const MEGABYTE = 1_000_000;
const REFUSED = 'a message above the limit of the broker was refused';
const REJECTED = 'a command above the limit of its contract was rejected';

export const oversized = defineScenario({
  name: 'oversized',
  faults: [29],
  title: 'oversized payloads',
  deadLetters: 'expected',
  sees: [REFUSED, REJECTED],
  run: async ({ shop, chance, load, inject, sight, pause }) => {
    for (const bytes of chance.shuffled([0.2, 0.9, 1.1, 5].map((size) => size * MEGABYTE))) {
      const order = orderOf(load.newOrderId(), [chance.pick(load.articles.usual), 1]);
      const body = JSON.stringify({ ...order, paymentMethod: 'x'.repeat(bytes) });
      inject(`an order of ${body.length} bytes`);
      if (bytes > MEGABYTE) {
        try {
          publishRaw(shop, { subject: SUBJECT, body });
        } catch {
          sight(REFUSED);
        }
      } else {
        const { status } = await sendRaw(shop, { subject: SUBJECT, body });
        if (status === 'rejected') sight(REJECTED);
      }
      await pause(50, 300);
    }
    await load.untilFlowing();
  },
});
