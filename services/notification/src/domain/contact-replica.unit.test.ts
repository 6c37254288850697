import { describe, expect, it } from 'vitest';
import { type ContactReplica, decideContact } from './contact-replica.ts';

const first: ContactReplica = { customerId: 'ada', contact: 's1.first', version: 1 };
const second: ContactReplica = { ...first, contact: 's1.second', version: 2 };
const erased: ContactReplica = { ...first, contact: null, version: 3 };

describe('the replica of a contact', () => {
  it.each([
    ['nothing', undefined, first],
    ['an older contact', first, second],
    ['a contact', second, erased],
  ])('given %s, when something newer is told, then that is kept', (_what, known, told) => {
    expect(decideContact(known, told)).toEqual({ save: { contacts: [told] } });
  });

  it.each([
    ['a newer contact', second, first],
    ['the same', second, second],
    ['an erasure', erased, second],
  ])('given %s, when something else arrives late, then nothing changes', (_what, known, told) => {
    expect(decideContact(known, told)).toHaveProperty('ignored');
  });
});
