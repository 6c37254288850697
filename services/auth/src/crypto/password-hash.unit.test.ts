import { describe, expect, it } from 'vitest';
import {
  hashOfNothing,
  hashPassword,
  isOutdated,
  owaspCost,
  verifyPassword,
} from './password-hash.ts';

const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };
const pepper = Buffer.alloc(32, 7);

describe('hashing passwords', () => {
  it('knows the password again, and no other', async () => {
    const hash = await hashPassword('a lovely engine', cheap, pepper);
    expect(await verifyPassword(hash, 'a lovely engine', pepper)).toBe(true);
    expect(await verifyPassword(hash, 'a lovely engine ', pepper)).toBe(false);
    expect(await verifyPassword(hash, '', pepper)).toBe(false);
  });

  it('matches nothing without the pepper', async () => {
    const hash = await hashPassword('a lovely engine', cheap, pepper);
    expect(await verifyPassword(hash, 'a lovely engine')).toBe(false);
  });

  it('has a salt of its own for each', async () => {
    const [one, other] = await Promise.all([
      hashPassword('same', cheap, pepper),
      hashPassword('same', cheap, pepper),
    ]);
    expect(one).not.toBe(other);
  });

  it('writes the PHC format, at the cost that OWASP recommends', async () => {
    expect(await hashPassword('a lovely engine', owaspCost, pepper)).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  it('verifies what the reference implementation has hashed', async () => {
    const reference =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await verifyPassword(reference, 'password')).toBe(true);
    expect(await verifyPassword(reference, 'Password')).toBe(false);
  });

  it('sees that a hash was made at another cost', async () => {
    const hash = await hashPassword('a lovely engine', cheap, pepper);
    expect(isOutdated(hash, cheap)).toBe(false);
    expect(isOutdated(hash, { ...cheap, passes: 2 })).toBe(true);
    expect(isOutdated(hash, owaspCost)).toBe(true);
  });

  it('has a hash that nothing matches, of the same form', async () => {
    const nothing = hashOfNothing(cheap);
    expect(isOutdated(nothing, cheap)).toBe(false);
    expect(await verifyPassword(nothing, '', pepper)).toBe(false);
  });

  it.each([
    '',
    'a lovely engine',
    '$2b$10$abcdefghijklmnopqrstuv',
    '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA',
  ])('takes %j for no hash, and does not repeat it', async (hash) => {
    await expect(verifyPassword(hash, 'x')).rejects.toThrow('is not argon2id in the PHC format');
  });
});
