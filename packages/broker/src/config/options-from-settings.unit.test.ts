import { ConfigError, parseConfig } from '@murmuration/choreography';
import { describe, expect, it } from 'vitest';
import { newIssuer } from '../identity/issuer.ts';
import { configSettings, passwordSettings } from './config-settings.ts';
import { optionsFrom } from './options-from-settings.ts';
import { renderServerConfig } from './render-server-config.ts';
import type { ServerConfigOptions } from './server-options.ts';

const users = ['murmuration', 'auth'].map((name) => ({
  name,
  passwordHash: '$2b$04$hash',
  permissions: undefined,
}));
const PASSWORD = 'x'.repeat(20);

function read(environment: Readonly<Record<string, string>>): ServerConfigOptions {
  return optionsFrom(parseConfig(configSettings, environment), users);
}

describe('the settings of a server', () => {
  it('sync each write of a server that is alone, unless they say otherwise', () => {
    const peers = { BROKER_CLUSTER_PEERS: 'a:6222, b:6222', BROKER_CLUSTER_PASSWORD: PASSWORD };
    expect(read({}).syncAlways).toBe(true);
    expect(read(peers).syncAlways).toBe(false);
    expect(read({ BROKER_SYNC: 'interval' }).syncAlways).toBe(false);
    expect(read({ ...peers, BROKER_SYNC: 'always' }).syncAlways).toBe(true);
  });

  it('put the public half of the issuer into the configuration', () => {
    const { seed, publicKey } = newIssuer();
    expect(read({ BROKER_ISSUER_SEED: seed }).issuer).toBe(publicKey);
    expect(renderServerConfig(read({ BROKER_ISSUER_SEED: seed }))).not.toContain(seed);
  });

  it('speak TLS on every listener, once they have a certificate', () => {
    const tls = { BROKER_TLS_CERT: '/cert.pem', BROKER_TLS_KEY: '/key.pem' };
    const others = { BROKER_CLUSTER_PEERS: 'a:6222,b:6222', BROKER_CLUSTER_PASSWORD: PASSWORD };
    const browsers = { BROKER_WEBSOCKET_ORIGINS: 'https://shop.example' };
    const text = renderServerConfig(read({ ...tls, ...others, ...browsers }));
    expect(text.match(/cert_file: "\/cert.pem"\s+key_file: "\/key.pem"/g)).toHaveLength(3);
    expect(text).toContain('https: "0.0.0.0:8222"');
    expect(text).not.toContain('http: ');
    expect(text).not.toContain('no_tls');
  });

  it('name the authority of the other servers, of whom alone a certificate is asked for', () => {
    const text = renderServerConfig(
      read({
        BROKER_TLS_CERT: '/cert.pem',
        BROKER_TLS_KEY: '/key.pem',
        BROKER_CLUSTER_PEERS: 'a:6222,b:6222',
        BROKER_CLUSTER_PASSWORD: PASSWORD,
        BROKER_CLUSTER_CA: '/ca.pem',
      }),
    );
    expect(text.match(/verify: true/g)).toHaveLength(1);
    const [, ofCluster = ''] = text.split('cluster: {');
    expect(ofCluster).toMatch(/ca_file: "\/ca.pem"\s+verify: true/);
  });

  it('open no door for browsers without origins', () => {
    expect(read({ BROKER_WEBSOCKET_ORIGINS: ' , ' }).websocket).toBeUndefined();
  });

  it.each([
    ['a cluster has no password', { BROKER_CLUSTER_PEERS: 'a:1,b:1' }, /BROKER_CLUSTER_PASSWORD/],
    [
      'an authority of servers has no certificate',
      {
        BROKER_CLUSTER_PEERS: 'a:1,b:1',
        BROKER_CLUSTER_PASSWORD: PASSWORD,
        BROKER_CLUSTER_CA: '/ca.pem',
      },
      /BROKER_TLS_CERT/,
    ],
    ['TLS has no key', { BROKER_TLS_CERT: '/cert.pem' }, /BROKER_TLS_KEY/],
    ['the seed is not one of an account', { BROKER_ISSUER_SEED: 'SUxxx' }, /BROKER_ISSUER_SEED/],
    ['a port is none', { BROKER_PORT: '70000' }, /BROKER_PORT/],
  ])('are refused when %s', (_, environment, named) => {
    expect(() => read(environment)).toThrow(ConfigError);
    expect(() => read(environment)).toThrow(named);
  });

  it('are refused when a password is missing or can be guessed', () => {
    const schema = passwordSettings(['order', 'mail-room']);
    const named = { BROKER_PASSWORD_ORDER: PASSWORD, BROKER_PASSWORD_MAIL_ROOM: PASSWORD };
    expect(parseConfig(schema, named)).toEqual(named);
    for (const guessable of ['', 'order', 'x'.repeat(19)]) {
      const environment = { ...named, BROKER_PASSWORD_ORDER: guessable };
      expect(() => parseConfig(schema, environment)).toThrow(/BROKER_PASSWORD_ORDER/);
    }
  });
});
