import { afterEach, describe, expect, it } from 'vitest';
import { TerminalError } from '../definition/errors.ts';
import { checkSize, limitMessages } from './size-limit.ts';

const message = { type: 'a.happened.v1', key: 'k', correlationId: 'c', causationId: 'd' };
const ofBytes = (bytes: number) => ({ ...message, data: 'x'.repeat(bytes - 3) });
const check = (sized: Parameters<typeof checkSize>[0]) => () => checkSize(sized);

describe('the size of a message', () => {
  afterEach(() => limitMessages(1_048_576));

  it('may be up to 900,000 bytes with a broker of the usual limit', () => {
    limitMessages(1_048_576);
    expect(check(ofBytes(900_000))).not.toThrow();
    expect(check(ofBytes(900_001))).toThrow(TerminalError);
    expect(check(ofBytes(900_001))).toThrow(
      'a.happened.v1 of "k" has 900001 bytes; at most 900000 can be published',
    );
  });

  it('follows a broker that takes less, and leaves room for headers', () => {
    limitMessages(65_536);
    expect(check(ofBytes(64_512))).not.toThrow();
    expect(check(ofBytes(64_513))).toThrow(/at most 64512 can be published/);
  });

  it('counts bytes, not characters, and those that go into headers too', () => {
    limitMessages(11_024);
    expect(check({ ...message, data: 'é'.repeat(5_001) })).toThrow(/has 10005 bytes/);
    expect(check({ ...ofBytes(6_000), key: 'k'.repeat(5_000) })).toThrow(/has 10999 bytes/);
    expect(check({ ...ofBytes(6_000), correlationId: 'c'.repeat(5_000) })).toThrow(/10999 bytes/);
  });
});
