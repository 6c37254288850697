import { expect, it } from 'vitest';
import { exportLines } from './env-verb.ts';

it('quotes values so that a shell takes them as they are', () => {
  expect(exportLines({ NATS_URL: 'nats://127.0.0.1:4222', NATS_PASSWORD: "it's $HOME" })).toEqual([
    "export NATS_URL='nats://127.0.0.1:4222'",
    String.raw`export NATS_PASSWORD='it'\''s $HOME'`,
  ]);
});
