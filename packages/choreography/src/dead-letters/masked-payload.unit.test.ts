import { defineEvent, personal } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { maskedPayload } from './masked-payload.ts';

const moved = defineEvent({
  type: 'town.moved',
  version: 1,
  data: z.object({
    personId: z.string(),
    rooms: z.array(z.object({ floor: z.int(), name: z.string() })),
    address: personal(z.object({ street: z.string() })),
    names: z.array(personal(z.string())),
  }),
  key: ({ personId }) => personId,
  examples: [
    { personId: 'p', rooms: [{ floor: 1, name: 'hall' }], address: { street: 's' }, names: ['n'] },
  ],
});

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe('a payload as people see it', () => {
  it('shows what the contract has and does not mark as personal', () => {
    const body = {
      personId: 'p-1',
      rooms: [{ floor: 2, name: 'attic' }],
      address: { street: 'Elm Street', town: 'X' },
      names: ['Ada', 'Grace'],
    };
    expect(maskedPayload(bytesOf(body), moved).data).toEqual({
      personId: 'p-1',
      rooms: [{ floor: 2, name: 'attic' }],
      address: { street: '***', town: '***' },
      names: ['***', '***'],
    });
  });

  it('hides what stands in fields that nobody knows', () => {
    const body = { personId: 'p-1', adress: 'Elm Street', age: 36, rooms: null };
    expect(maskedPayload(bytesOf(body), moved).data).toEqual({
      personId: 'p-1',
      adress: '***',
      age: '***',
      rooms: null,
    });
    expect(maskedPayload(bytesOf(body), undefined).data).toMatchObject({ personId: '***' });
    expect(maskedPayload(bytesOf('Elm Street'), moved).data).toBe('***');
  });

  it('tells of what is no JSON only how long it is', () => {
    expect(maskedPayload(Buffer.from('{"name": "Ada'), moved)).toEqual({ bytes: 13 });
  });
});
