import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config/parse-config.ts';
import { runtimeSettings } from '../config/runtime-settings.ts';
import { checkRetention } from './check-settings.ts';

const settings = (hours: Record<string, string>) =>
  runtimeSettings.parse({ NATS_URL: 'nats://n', DATABASE_URL: 'postgres://p', ...hours });

const daily = { step: 24, shortest: 1 };

describe('the retentions of a service', () => {
  it('go together by default', () => {
    expect(() => checkRetention(settings({}), daily)).not.toThrow();
  });

  it('are refused when streams forget sooner than the outbox', () => {
    const given = { OUTBOX_RETENTION_HOURS: '72', STREAM_MAX_AGE_HOURS: '95' };
    expect(() => checkRetention(settings(given), daily)).toThrow(/STREAM_MAX_AGE_HOURS is 95/);
  });

  it.each(['INBOX_RETENTION_HOURS', 'DEAD_LETTER_RETENTION_HOURS'])(
    'are refused when what may be published again could be forgotten by %s',
    (name) => {
      const given = { OUTBOX_RETENTION_HOURS: '72', STREAM_MAX_AGE_HOURS: '168' };
      const enough = settings({ ...given, [name]: '277' });
      expect(() => checkRetention(enough, daily)).not.toThrow();
      const tooShort = settings({ ...given, [name]: '276' });
      expect(() => checkRetention(tooShort, daily)).toThrow(ConfigError);
      expect(() => checkRetention(tooShort, daily)).toThrow(
        new RegExp(`${name} is 276.*after 276 hours`),
      );
    },
  );
});
