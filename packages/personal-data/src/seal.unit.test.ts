import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KeyError, masterKeyFrom, newPersonKey, personKeyFrom, personKeyText } from './keys.ts';
import { open, seal, SealError } from './seal.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

const key = newPersonKey();
const contact = { personId: 'ada', purpose: 'contact' };
const clear = '{"email":"ada@example.com","name":"Ada Løvelace 🜲"}';

describe('a sealed text', () => {
  it('opens to what it was', () => {
    expect(open(key, contact, seal(key, contact, clear))).toBe(clear);
    expect(open(key, contact, seal(key, contact, ''))).toBe('');
  });

  it('shows nothing, and looks different each time', () => {
    const [one, other] = [seal(key, contact, clear), seal(key, contact, clear)];
    expect(one).toMatch(/^s1\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('ada');
    expect(one).not.toBe(other);
  });

  it('opens under no other key', () => {
    expect(() => open(newPersonKey(), contact, seal(key, contact, clear))).toThrow(SealError);
  });

  it.each([
    ['another person', { ...contact, personId: 'bob' }],
    ['another purpose', { ...contact, purpose: 'profile' }],
    ['a person and a purpose that read the same together', { personId: 'adac', purpose: 'ontact' }],
    ['a person who would like to be two', { personId: 'ada","contact', purpose: '' }],
  ])('opens for no other: %s', (_whom, other) => {
    expect(() => open(key, other, seal(key, contact, clear))).toThrow(SealError);
  });

  it('does not open once any bit of it is altered', () => {
    const sealed = seal(key, contact, 'Ada');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const text = `s1.${altered.toString('base64url')}`;
      expect(() => open(key, contact, text), `bit ${bit}`).toThrow(SealError);
    }
  });

  it('does not open once it is cut or added to', () => {
    const sealed = seal(key, contact, clear);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(key, contact, sealed.slice(0, length))).toThrow(SealError);
    }
    for (const more of ['A', 'AAAA', '=', ' ', '\n']) {
      expect(() => open(key, contact, sealed + more)).toThrow(SealError);
    }
  });

  it('of another form does not open', () => {
    const sealed = seal(key, contact, clear);
    for (const text of ['', 's1.', sealed.slice(3), `s2.${sealed.slice(3)}`, `S1.${sealed}`]) {
      expect(() => open(key, contact, text)).toThrow(SealError);
    }
  });

  it('that does not open says whose it is, and nothing of what is inside', () => {
    const refuse = (): string => open(newPersonKey(), contact, seal(key, contact, clear));
    expect(refuse).toThrow('the contact of ada does not open');
  });
});

describe('the key of a person', () => {
  const master = masterKeyFrom(Buffer.alloc(32, 7).toString('base64'));

  it('comes out of its wrapping as it went in', () => {
    const again = unwrapKey(master, 'ada', wrapKey(master, 'ada', key));
    expect(again.equals(key)).toBe(true);
    expect(open(again, contact, seal(key, contact, clear))).toBe(clear);
  });

  it('comes out for nobody else, and under no other master key', () => {
    const wrapped = wrapKey(master, 'ada', key);
    expect(() => unwrapKey(master, 'bob', wrapped)).toThrow(SealError);
    expect(() => unwrapKey(newPersonKey(), 'ada', wrapped)).toThrow(SealError);
  });

  it('is not to be had by sealing something for the person', () => {
    const contactOfAda = seal(master, contact, personKeyText(key));
    expect(() => unwrapKey(master, 'ada', contactOfAda)).toThrow(SealError);
  });

  it('travels as 32 bytes in base64', () => {
    expect(personKeyText(key)).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(personKeyFrom(personKeyText(key)).equals(key)).toBe(true);
  });

  it('is a new one each time, and shows nothing when printed', () => {
    expect(newPersonKey().equals(key)).toBe(false);
    expect(inspect(key, { depth: 9, showHidden: true })).not.toContain(personKeyText(key));
    expect(JSON.stringify({ key })).toBe('{"key":{}}');
  });
});

describe('a master key', () => {
  it.each([
    ['nothing', ''],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['hexadecimal', Buffer.alloc(32).toString('hex')],
    ['base64 without its end', Buffer.alloc(32).toString('base64').slice(0, -1)],
    ['base64url', Buffer.alloc(32, 0xff).toString('base64url')],
  ])('is not %s', (_what, text) => {
    expect(() => masterKeyFrom(text)).toThrow(KeyError);
    expect(() => masterKeyFrom(text)).toThrow('the master key is not 32 bytes in base64');
  });
});
