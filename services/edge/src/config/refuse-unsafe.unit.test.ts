import { describe, expect, it } from 'vitest';
import { ConfigError } from '@murmuration/choreography';
import { edgeSettings } from './edge-settings.ts';
import { refuseUnsafe } from './refuse-unsafe.ts';

const safe = {
  NODE_ENV: 'production',
  NATS_URL: 'tls://nats-1:4222,tls://nats-2:4222',
  NATS_USER: 'edge',
  NATS_PASSWORD: 'Q3vX9mTz7LkP2wRb',
  AUTH_ISSUER: 'https://auth.shop.example',
  TRUSTED_PROXIES: '10.0.0.0/8, loopback',
  CORS_ORIGINS: 'https://shop.example',
};
const check = (changed: Readonly<Record<string, string | undefined>>): void =>
  refuseUnsafe(edgeSettings.parse({ ...safe, ...changed }));

describe('a production configuration', () => {
  it('may be safe', () => {
    expect(() => check({})).not.toThrow();
    expect(() => check({ CORS_ORIGINS: undefined })).not.toThrow();
    const plain = { NATS_URL: 'nats://nats:4222', PLAINTEXT_NATS: 'private-network' };
    expect(() => check(plain)).not.toThrow();
  });

  it.each<[Readonly<Record<string, string | undefined>>, RegExp]>([
    [{ NATS_URL: 'nats://nats:4222' }, /NATS_URL is not tls:\/\/: passwords .* in clear/],
    [{ NATS_URL: 'tls://a:4222,nats://b:4222' }, /NATS_URL is not tls/],
    [{ NATS_USER: undefined }, /NATS_USER and NATS_PASSWORD are not set/],
    [{ NATS_PASSWORD: undefined }, /NATS_USER and NATS_PASSWORD are not set/],
    [{ NATS_PASSWORD: 'murmuration' }, /NATS_PASSWORD can be guessed/],
    [{ NATS_USER: safe.NATS_PASSWORD }, /NATS_PASSWORD can be guessed/],
    [{ AUTH_ISSUER: 'http://auth.shop.example' }, /AUTH_ISSUER is not https/],
    [{ AUTH_ISSUER: undefined }, /AUTH_ISSUER is the one for local work/],
    [{ CORS_ORIGINS: '*' }, /CORS_ORIGINS lists "\*"/],
    [{ CORS_ORIGINS: 'https://shop.example,http://shop.example' }, /CORS_ORIGINS lists "http:/],
    [{ TRUSTED_PROXIES: undefined }, /TRUSTED_PROXIES is not set/],
    [{ TRUSTED_PROXIES: '10.0.0.1,0.0.0.0/0' }, /TRUSTED_PROXIES lists "0\.0\.0\.0\/0"/],
    [{ TRUSTED_PROXIES: 'true' }, /TRUSTED_PROXIES lists "true"/],
  ])('with %j is refused, and why is said', (changed, reason) => {
    expect(() => check(changed)).toThrow(ConfigError);
    expect(() => check(changed)).toThrow(reason);
    expect(() => check({ ...changed, NODE_ENV: 'development' })).not.toThrow();
  });

  it('is told all reasons at once', () => {
    const reasons = { NATS_URL: 'nats://a:1', CORS_ORIGINS: '*', TRUSTED_PROXIES: '' };
    expect(() => check(reasons)).toThrow(/NATS_URL[\s\S]*CORS_ORIGINS[\s\S]*TRUSTED_PROXIES/);
  });

  it('tells no password', () => {
    try {
      check({ NATS_PASSWORD: 'hunter2' });
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
    expect.assertions(1);
  });
});
