import { ConfigError, parseConfig } from '@murmuration/choreography';
import { newPersonKey, personKeyText } from '@murmuration/personal-data';
import { describe, expect, it } from 'vitest';
import { userSettings } from './config.ts';

const base = { NATS_URL: 'nats://127.0.0.1:4222', DATABASE_URL: 'postgres://127.0.0.1/shop' };

describe('the settings of user', () => {
  it('take a random master key, and give a person a day to confirm', () => {
    const key = newPersonKey();
    const settings = parseConfig(userSettings, { ...base, PERSONAL_DATA_KEY: personKeyText(key) });
    expect(settings.PERSONAL_DATA_KEY.equals(key)).toBe(true);
    expect(settings.PENDING_PROFILE_SECONDS).toBe(86_400);
  });

  it.each([
    ['none', undefined],
    ['one that is too short', Buffer.from('a secret').toString('base64')],
    ['one that is no base64', 'x'.repeat(44)],
    ['one that nobody drew at random', Buffer.alloc(32, 'secret').toString('base64')],
  ])('take no other master key: %s; and never repeat it', (_what, PERSONAL_DATA_KEY) => {
    const parse = () => parseConfig(userSettings, { ...base, PERSONAL_DATA_KEY });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(/PERSONAL_DATA_KEY is not (set|usable)/);
    if (PERSONAL_DATA_KEY !== undefined) expect(parse).not.toThrow(PERSONAL_DATA_KEY);
  });
});
