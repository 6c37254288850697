import { commandSubject } from '@murmuration/choreography';
import { placeOrder } from '@murmuration/contracts';
import { orderOf } from '../../load/plans.ts';
import { defineScenario } from '../../scenario.ts';
import { publishUnchecked, sendRaw } from './raw.ts';

const SUBJECT = commandSubject(placeOrder.type);
const MEGABYTE = 1_000_000;
const REFUSED = 'the broker refused a message above its limit';
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
        const answer = await publishUnchecked(shop, SUBJECT, body);
        if (answer.includes('Maximum Payload')) sight(REFUSED);
      } else {
        const { status } = await sendRaw(shop, { subject: SUBJECT, body });
        if (status === 'rejected') sight(REJECTED);
      }
      await pause(50, 300);
    }
    await load.untilFlowing();
  },
});
