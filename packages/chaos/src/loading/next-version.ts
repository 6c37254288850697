import type { Edit } from './edit-source.ts';

/** What the next version of the shop has that this one has not: a field of an event, and a reaction to an event that the service did not listen to. */
export const NEXT_VERSION: readonly Edit[] = [
  {
    file: 'contracts/order/order-placed.v1.ts',
    find: '    deadline: instant(),\n',
    put: '    deadline: instant(),\n    giftNote: z.string().optional(),\n',
  },
  {
    file: 'services/order/src/domain/decide-placement.ts',
    find: '    deadline: deadline.toISOString(),\n',
    put: "    deadline: deadline.toISOString(),\n    giftNote: 'wrapped',\n",
  },
  {
    file: 'services/inventory/src/service.ts',
    find: "import type { ServiceDefinition } from '@murmuration/choreography';\n",
    put: `import { defineReaction, ignore, type ServiceDefinition } from '@murmuration/choreography';
import { paymentDeclined } from '@murmuration/contracts';

const noteDeclinedPayment = defineReaction({
  name: 'note-declined-payment',
  on: [paymentDeclined],
  emits: [],
  stores: {},
  keys: {},
  decide: () => ignore('noted'),
});
`,
  },
  {
    file: 'services/inventory/src/service.ts',
    find: '      releaseStockWhenOrderCancelled,\n    ],\n',
    put: '      releaseStockWhenOrderCancelled,\n      noteDeclinedPayment,\n    ],\n',
  },
];
