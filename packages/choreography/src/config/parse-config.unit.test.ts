import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, parseConfig } from './parse-config.ts';
import { runtimeSettings } from './runtime-settings.ts';

describe('reading the environment', () => {
  it('fills in the usual values', () => {
    const settings = parseConfig(runtimeSettings, {
      NATS_URL: 'nats://localhost:4222',
      DATABASE_URL: 'postgres://localhost/shop',
    });
    expect(settings).toMatchObject({ OUTBOX_LANES: 1, ACK_WAIT_SECONDS: 30, LOG_LEVEL: 'info' });
  });

  it('names every variable that is wrong, at once, and how', () => {
    const schema = z.object({ PORT: z.coerce.number().max(9), KEY: z.string(), NAME: z.string() });
    const read = (): unknown => parseConfig(schema, { PORT: '10', NAME: 'ok' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT is not usable: .*\n {2}KEY is not set: /);
    expect(read).not.toThrow(/NAME/);
  });
});
