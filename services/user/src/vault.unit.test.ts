import { masterKeyFrom, open, personKeyFrom, SealError } from '@murmuration/personal-data';
import { describe, expect, it } from 'vitest';
import { vault } from './vault.ts';

const people = vault(masterKeyFrom(Buffer.alloc(32, 1).toString('base64')));
const profile = {
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  addresses: [
    {
      recipient: 'Ada',
      lines: ['12 St James’s Square'],
      city: 'London',
      postalCode: 'SW1Y',
      country: 'GB',
    },
  ],
};

describe('the vault', () => {
  it('opens what it has sealed', () => {
    const wrapped = people.newKey('ada');
    const sealed = people.seal('ada', wrapped, profile);
    expect(people.open('ada', wrapped, sealed.profile)).toEqual(profile);
  });

  it('seals a contact that whoever has the key can open: address and name, and no more', () => {
    const wrapped = people.newKey('ada');
    const { contact } = people.seal('ada', wrapped, profile);
    const key = personKeyFrom(people.keyText('ada', wrapped));
    expect(JSON.parse(open(key, { personId: 'ada', purpose: 'contact' }, contact))).toEqual({
      email: 'ada@example.com',
      name: 'Ada Lovelace',
    });
  });

  it('shows nothing of a person in what it keeps', () => {
    const wrapped = people.newKey('ada');
    const kept = JSON.stringify([wrapped, people.seal('ada', wrapped, profile)]);
    expect(kept).not.toMatch(/ada[ @]|london|lovelace/i);
  });

  it('opens nothing under the key of somebody else, or a newer one', () => {
    const sealed = people.seal('ada', people.newKey('ada'), profile);
    for (const [userId, wrapped] of [
      ['ada', people.newKey('ada')],
      ['bob', people.newKey('bob')],
      ['ada', people.newKey('bob')],
    ] as const) {
      expect(() => people.open(userId, wrapped, sealed.profile)).toThrow(SealError);
    }
  });
});
