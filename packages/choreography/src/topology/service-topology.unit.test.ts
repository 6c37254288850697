import { defineEvent, defineCommand, defineRejection } from '@murmuration/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ignore } from '../definition/decision.ts';
import { defineCallReaction, defineReaction } from '../definition/define-reaction.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { consumerHearing } from './service-topology.ts';

const basis = {
  version: 1,
  data: z.object({ id: z.string() }),
  key: ({ id }: { readonly id: string }): string => id,
  examples: [{ id: 'b-1' }],
} as const;
const fined = defineEvent({ ...basis, examples: [{ id: 'b-1' }], type: 'library.fined' });
const fine = defineCommand({
  ...basis,
  examples: [{ id: 'b-1' }],
  type: 'library.fine',
  id: basis.key,
  rejection: defineRejection('library.fine-rejected', 'library.fine.v1'),
  sentBy: 'trusted',
});

const nothing = { emits: [], stores: {}, keys: {} };
const decide = () => ignore('an example');
const library: ServiceDefinition = {
  name: 'library',
  stores: [],
  answers: [],
  reactions: [
    defineReaction({ name: 'fine-people', on: [fine, fined], ...nothing, decide }),
    defineCallReaction({
      name: 'print-fines',
      on: [fined],
      ...nothing,
      prepare: decide,
      perform: async () => undefined,
      conclude: decide,
    }),
  ],
};

it.each([
  ['fine-people', fine, 'library-commands'],
  ['fine-people', fined, 'library'],
  ['print-fines', fined, 'library-print-fines'],
  ['print-fines', fine, undefined],
  ['sleep', fined, undefined],
])('%s hears what it is told by its consumer', (reaction, message, durable) => {
  expect(consumerHearing(library, reaction, message)?.durable).toBe(durable);
});
