import { describe, expect, it } from 'vitest';
import { BoxError } from './box.ts';
import { secretsFrom } from './secrets.ts';

const secrets = secretsFrom(Buffer.alloc(32, 1));
const others = secretsFrom(Buffer.alloc(32, 2));

describe('what is kept of a mail address', () => {
  it('is the same for the same address, however it is written', () => {
    const index = secrets.emailIndex('ada@example.com');
    expect(secrets.emailIndex(' Ada@Example.COM ')).toBe(index);
    expect(secrets.emailIndex('eve@example.com')).not.toBe(index);
  });

  it('says nothing without the master key', () => {
    expect(others.emailIndex('ada@example.com')).not.toBe(secrets.emailIndex('ada@example.com'));
  });

  it('differs from what its attempts are counted under, by kind', () => {
    const index = secrets.emailIndex('ada@example.com');
    const subjects = [index, secrets.subject('account', index), secrets.subject('mail', index)];
    expect(new Set(subjects).size).toBe(3);
  });
});

describe('what is kept of a code', () => {
  it('differs by purpose, address and code', () => {
    const hashes = [
      secrets.codeHash('confirm', 'a', 'K7QF2M9D'),
      secrets.codeHash('reset', 'a', 'K7QF2M9D'),
      secrets.codeHash('reset', 'b', 'K7QF2M9D'),
      secrets.codeHash('reset', 'a', 'K7QF2M9E'),
      secrets.codeHash('reset', 'aK', '7QF2M9D'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('a sealed signing key', () => {
  const sealed = secrets.sealSigningKey('k-1', 'the private half');

  it('opens under the same master key, for the same key id', () => {
    expect(secrets.openSigningKey('k-1', sealed)).toBe('the private half');
  });

  it('shows nothing of what is in it, and is never the same twice', () => {
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('private');
    expect(secrets.sealSigningKey('k-1', 'the private half')).not.toBe(sealed);
  });

  it('opens for nobody else', () => {
    const altered = sealed.slice(0, -2) + (sealed.endsWith('A') ? 'B' : 'A') + sealed.slice(-1);
    expect(() => others.openSigningKey('k-1', sealed)).toThrow(BoxError);
    expect(() => secrets.openSigningKey('k-2', sealed)).toThrow(BoxError);
    expect(() => secrets.openSigningKey('k-1', altered)).toThrow(BoxError);
    expect(() => secrets.openSigningKey('k-1', '')).toThrow(BoxError);
  });
});
