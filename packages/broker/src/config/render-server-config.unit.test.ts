import { describe, expect, it } from 'vitest';
import { renderServerConfig } from './render-server-config.ts';
import type { ServerConfigOptions } from './server-options.ts';

const operator = { name: 'murmuration', passwordHash: '$2b$04$operator', permissions: undefined };
const auth = {
  name: 'auth',
  passwordHash: '$2b$04$auth',
  permissions: {
    publish: { allow: ['evt.*.auth.user-registered'] },
    subscribe: { allow: ['_INBOX_auth.>'] },
  },
};
const options: ServerConfigOptions = {
  serverName: 'one',
  client: { host: '127.0.0.1', port: 4_222 },
  storeDirectory: '/data/a "quoted" folder',
  users: [operator, auth],
};

describe('the configuration of a server', () => {
  it('gives each user its permissions, and the operator all', () => {
    const text = renderServerConfig(options);
    const [, ofOperator = '', ofAuth = ''] = text.split(/ user: /);
    expect(ofOperator).toContain('"murmuration"');
    expect(ofOperator).not.toContain('permissions');
    expect(ofAuth).toMatch(/publish: \{\s+allow: \[\s+"evt\.\*\.auth\.user-registered"\s+\]/);
    expect(ofAuth).toMatch(/subscribe: \{\s+allow: \[\s+"_INBOX_auth\.>"\s+\]/);
  });

  it('holds hashes where nobody reads a variable into them', () => {
    expect(renderServerConfig(options)).toContain('password: "$2b$04$auth"');
  });

  it('escapes what the format would read as its own', () => {
    expect(renderServerConfig(options)).toContain(String.raw`"/data/a \"quoted\" folder"`);
  });

  it('lets end users in only under an issuer, and asks about nobody whom it knows', () => {
    expect(renderServerConfig(options)).not.toContain('auth_callout');
    const text = renderServerConfig({ ...options, issuer: 'ABC' });
    expect(text).toMatch(/auth_users: \[\s+"murmuration"\s+"auth"\s+\]/);
    expect(text).toContain('account: "SHOP"');
  });

  it('needs the doorkeeper to let end users in', () => {
    const issuer = 'ABC';
    expect(() => renderServerConfig({ ...options, issuer, users: [operator] })).toThrow(/auth/);
  });

  it('gives end users the way in for commands and requests, and nothing else of the services', () => {
    const [, endUsers = ''] = renderServerConfig(options).split('USERS: {');
    const imports = [...endUsers.matchAll(/(service|stream): \{[^}]*subject: "([^"]+)"/g)];
    expect(imports.map(([, kind, subject]) => `${kind} ${subject}`)).toEqual([
      'service user.*.cmd.>',
      'service user.*.req.>',
      'stream _INBOX.>',
    ]);
    expect(endUsers).not.toContain('jetstream');
  });

  it('gives observers the way to read events, in an account of their own without a stream', () => {
    const permissions = { publish: { allow: [] }, subscribe: { allow: [] } };
    const observer = { name: 'observer', passwordHash: 'hash', permissions, onlyReads: true };
    const text = renderServerConfig({ ...options, users: [...options.users, observer] });
    const [before = '', observers = ''] = (text.split('USERS: {')[0] ?? '').split('OBSERVERS: {');
    expect(before).not.toContain('"observer"');
    expect(observers).toContain('user: "observer"');
    expect([...observers.matchAll(/subject: "([^"]+)"/g)].map(([, subject]) => subject)).toEqual([
      '$JS.API.DIRECT.GET.EVENTS',
    ]);
    expect(observers).not.toContain('jetstream');
  });

  it('writes each message to the disk only when told to', () => {
    expect(renderServerConfig(options)).not.toContain('sync_interval');
    expect(renderServerConfig({ ...options, syncAlways: true })).toContain(
      'sync_interval: "always"',
    );
  });

  it('has routes that verify each other once it speaks TLS, by the authority of clients unless they have their own', () => {
    const listener = { host: '127.0.0.1', port: 6_222 };
    const cluster = {
      ...listener,
      name: 'c',
      user: 'route',
      password: 'secret',
      peers: ['b:6222'],
    };
    const tls = { certFile: '/cert.pem', keyFile: '/key.pem' };
    const routesOf = (given: Partial<ServerConfigOptions>): string =>
      renderServerConfig({ ...options, cluster, ...given }).split('cluster: {')[1] ?? '';
    expect(routesOf({})).not.toContain('tls');
    expect(routesOf({ tls })).toMatch(/tls: \{[^}]*cert_file: "\/cert.pem"[^}]*verify: true/);
    expect(routesOf({ tls })).not.toContain('ca_file');
    expect(routesOf({ tls: { ...tls, caFile: '/ca.pem' } })).toContain('ca_file: "/ca.pem"');
    const own = { ...cluster, caFile: '/routes.pem' };
    expect(routesOf({ tls, cluster: own })).toContain('ca_file: "/routes.pem"');
  });

  it('tells of itself by HTTPS once it speaks TLS', () => {
    const monitor = { host: '127.0.0.1', port: 8_222 };
    const tls = { certFile: '/cert.pem', keyFile: '/key.pem' };
    expect(renderServerConfig({ ...options, monitor })).toContain('http: "127.0.0.1:8222"');
    const text = renderServerConfig({ ...options, monitor, tls });
    expect(text).toContain('https: "127.0.0.1:8222"');
    expect(text).not.toContain('http: ');
  });

  it('opens a door for browsers of known pages only', () => {
    expect(renderServerConfig(options)).not.toContain('websocket');
    const websocket = { host: '::1', port: 8_443, allowedOrigins: ['https://shop.example'] };
    const text = renderServerConfig({ ...options, websocket });
    expect(text).toContain('listen: "[::1]:8443"');
    expect(text).toMatch(/allowed_origins: \[\s+"https:\/\/shop\.example"\s+\]/);
  });

  it('refuses a door for browsers that is open to every page', () => {
    const websocket = { host: '127.0.0.1', port: 8_443, allowedOrigins: [] };
    expect(() => renderServerConfig({ ...options, websocket })).toThrow(/origin/);
  });

  it('says the same for the same users', () => {
    expect(renderServerConfig(options)).toBe(renderServerConfig({ ...options }));
  });
});
