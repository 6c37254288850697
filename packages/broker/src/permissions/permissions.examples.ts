import {
  defineAnswer,
  defineCallReaction,
  defineReaction,
  defineResponder,
  ignore,
  type ServiceDefinition,
} from '@murmuration/choreography';
import {
  defineCommand,
  defineEvent,
  defineQuery,
  defineRejection,
  defineRequest,
} from '@murmuration/contracts';
import { z } from 'zod';

const data = z.object({ bookId: z.string() });
const example = { bookId: 'b-1' };
const key = ({ bookId }: z.infer<typeof data>): string => bookId;
const basis = { version: 1, data, key, examples: [example] } as const;

export const lent = defineEvent({ ...basis, type: 'library.lent' });
export const fined = defineEvent({ ...basis, type: 'library.fined' });
/** Recorded from outside; no reaction emits it. */
export const found = defineEvent({ ...basis, type: 'library.found' });
export const moved = defineEvent({ ...basis, type: 'town.moved' });
const lendRejected = defineRejection('library.lend-rejected', 'library.lend.v1');
const lend = defineCommand({
  ...basis,
  type: 'library.lend',
  id: key,
  rejection: lendRejected,
  sentBy: 'anyone',
});

const result = z.object({ bookId: z.string() });
const exchange = { version: 1, result } as const;
export const findBook = defineQuery({
  ...exchange,
  type: 'library.find',
  params: data,
  access: 'public',
  http: { method: 'GET', path: '/books/:bookId' },
  examples: [{ params: example, result: example }],
});
export const renew = defineRequest({
  ...exchange,
  type: 'library.renew',
  data,
  access: 'own',
  examples: [{ data: example, result: example }],
});
export const lookUp = defineRequest({
  ...exchange,
  type: 'library.look-up',
  data,
  access: 'internal',
  askedBy: ['school'],
  examples: [{ data: example, result: example }],
});
export const addressOf = defineRequest({
  ...exchange,
  type: 'town.address',
  data,
  access: 'internal',
  askedBy: ['library'],
  examples: [{ data: example, result: example }],
});
export const taxOf = defineRequest({
  ...exchange,
  type: 'town.tax',
  data,
  access: 'internal',
  askedBy: ['bank'],
  examples: [{ data: example, result: example }],
});

/** A small library, which lends books and calls a printer. */
export const library: ServiceDefinition = {
  name: 'library',
  stores: [],
  reactions: [
    defineReaction({
      name: 'lend-books',
      on: [lend],
      emits: [lent],
      stores: {},
      keys: {},
      decide: () => ignore('an example'),
    }),
    defineReaction({
      name: 'fine-who-moved',
      on: [moved],
      emits: [fined],
      stores: {},
      keys: {},
      decide: () => ignore('an example'),
    }),
    defineCallReaction({
      name: 'print-fines',
      on: [fined],
      emits: [],
      stores: {},
      keys: {},
      prepare: () => ignore('an example'),
      perform: async () => undefined,
      conclude: () => ignore('an example'),
    }),
  ],
  answers: [defineAnswer(findBook, async () => example)],
  responders: [
    defineResponder(renew, async () => example),
    defineResponder(lookUp, async () => example),
  ],
};

export const contracts = {
  events: [lent, fined, found, moved],
  queries: [findBook],
  requests: [renew, lookUp, addressOf, taxOf],
};
