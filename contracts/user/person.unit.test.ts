import { describe, expect, it } from 'vitest';
import { validate } from '../define/contract.ts';
import { personalFields } from '../define/personal.ts';
import { mailAddress, personName, postalAddress } from './person.ts';
import { profileView } from './profile.ts';
import { putCustomer } from './put-customer.v1.ts';
import { sealed } from './sealed.ts';
import { updateProfile } from './update-profile.v1.ts';

const isOk = (schema: Parameters<typeof validate>[0], value: unknown): boolean =>
  validate(schema, value).ok;

describe('what a person tells', () => {
  it.each(['Ada', 'Ада', '艾达', 'O’Neill-Åström, Jr.'])('may be the name %s', (name) => {
    expect(isOk(personName, name)).toBe(true);
  });

  it.each(['', '  ', 'a\nBcc: eve@example.com', 'a\u0000b', 'x'.repeat(201)])(
    'is no name: %j',
    (name) => {
      expect(isOk(personName, name)).toBe(false);
    },
  );

  it.each(['nobody', 'a@b', `${'a'.repeat(250)}@example.com`, 'a@example.com\nb@example.com'])(
    'is no mail address: %j',
    (email) => {
      expect(isOk(mailAddress, email)).toBe(false);
    },
  );

  it('is a postal address with somebody, a street, a city and a country', () => {
    const home = { recipient: 'A', lines: ['1'], city: 'B', postalCode: '', country: 'GB' };
    expect(isOk(postalAddress, home)).toBe(true);
    for (const wrong of [{ lines: [] }, { country: 'gb' }, { city: '' }, { recipient: ' ' }]) {
      expect(isOk(postalAddress, { ...home, ...wrong })).toBe(false);
    }
  });

  it('is marked as personal', () => {
    expect(personalFields(profileView)).toEqual(['email', 'name', 'addresses']);
    expect(personalFields(putCustomer.data)).toEqual(['email', 'name']);
    expect(personalFields(updateProfile.data)).toEqual(['name', 'addresses']);
  });
});

describe('a sealed text', () => {
  it.each(['ada@example.com', 's1.', 's1.short', `s2.${'A'.repeat(60)}`, `s1.${'@'.repeat(60)}`])(
    'is not %s',
    (text) => {
      expect(isOk(sealed, text)).toBe(false);
    },
  );
});
