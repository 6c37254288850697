import { describe, expect, it } from 'vitest';
import { natsServerConfig } from './server-config.ts';

const config = {
  port: 4222,
  monitorPort: 8222,
  serverName: 'one',
  storeDirectory: '/data/a "quoted" folder',
  user: 'murmuration',
  password: 'secret',
  logFile: '/logs/nats.log',
};

describe('the nats-server configuration', () => {
  it('listens on loopback only', () => {
    const addresses = natsServerConfig(config).match(/^(?:listen|http): .*$/gm);
    expect(addresses).toEqual(['listen: "127.0.0.1:4222"', 'http: "127.0.0.1:8222"']);
  });

  it('escapes what the file format would read as its own', () => {
    expect(natsServerConfig(config)).toContain(String.raw`store_dir: "/data/a \"quoted\" folder"`);
  });

  it('limits the payload only when asked to', () => {
    expect(natsServerConfig(config)).not.toContain('max_payload');
    expect(natsServerConfig({ ...config, maxPayloadBytes: 4096 })).toContain('max_payload: 4096\n');
  });

  it('leaves the users to a configuration that brings its own', () => {
    expect(natsServerConfig(config)).toContain('user: "murmuration", password: "secret"');
    const extraConfig = 'accounts { A: { users: [{ user: a, password: b }] } }';
    expect(natsServerConfig({ ...config, extraConfig })).not.toContain('"secret"');
  });
});
