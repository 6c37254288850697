import { ConfigError, parseConfig } from '@murmuration/choreography';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authSettings, policyOf } from './config.ts';
import { defaultPolicy } from './domain/policy.ts';

const key = randomBytes(32);
const usual = {
  NATS_URL: 'nats://localhost:4222',
  DATABASE_URL: 'postgres://localhost/shop',
  SMTP_URL: 'smtp://localhost:2525',
  AUTH_KEY_SECRET: key.toString('base64'),
};
const inProduction = { ...usual, NODE_ENV: 'production', AUTH_ISSUER: 'https://auth.a-shop.com' };
const read = (environment: Record<string, string>) => parseConfig(authSettings, environment);

describe('the settings of auth', () => {
  it('have the usual policy when nothing else is said', () => {
    expect(policyOf(read(usual))).toEqual(defaultPolicy);
  });

  it('may be otherwise', () => {
    const settings = read({
      ...usual,
      ACCESS_TOKEN_SECONDS: '60',
      FREE_ATTEMPTS_PER_ADDRESS: '500',
    });
    expect(policyOf(settings)).toMatchObject({
      accessTokenSeconds: 60,
      attempts: { perAddress: { free: 500, longestPauseMs: 300_000 }, perAccount: { free: 5 } },
    });
  });

  it.each([
    ['base64', key.toString('base64')],
    ['base64 for URLs', key.toString('base64url')],
    ['hexadecimal', key.toString('hex')],
  ])('take a master key in %s', (_how, text) => {
    expect(Buffer.from(read({ ...usual, AUTH_KEY_SECRET: text }).AUTH_KEY_SECRET)).toEqual(key);
  });

  it.each([
    '',
    'a secret that is too short',
    randomBytes(31).toString('base64'),
    randomBytes(33).toString('base64'),
  ])('refuse the master key %j without repeating it', (text) => {
    const attempt = () => read({ ...usual, AUTH_KEY_SECRET: text });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/AUTH_KEY_SECRET is not usable: must be 32 random bytes/);
    if (text !== '') expect(attempt).not.toThrow(text);
  });

  it('hold in production when key and issuer are of one’s own', () => {
    expect(read(inProduction).AUTH_ISSUER).toBe('https://auth.a-shop.com');
  });

  it.each([
    [
      'a key that is a pattern',
      { AUTH_KEY_SECRET: Buffer.alloc(32, 'secret').toString('base64') },
      /AUTH_KEY_SECRET/,
    ],
    ['the issuer of the examples', { AUTH_ISSUER: defaultPolicy.issuer }, /AUTH_ISSUER/],
    ['an issuer without TLS', { AUTH_ISSUER: 'http://auth.a-shop.com' }, /AUTH_ISSUER/],
  ])('refuse %s in production', (_what, changed, named) => {
    expect(() => read({ ...inProduction, ...changed })).toThrow(named);
    expect(read({ ...usual, ...changed })).toBeDefined();
  });

  it('refuse a seed for the broker that is none', () => {
    expect(() => read({ ...usual, BROKER_ISSUER_SEED: 'SUAAAA' })).toThrow(/BROKER_ISSUER_SEED/);
  });
});
