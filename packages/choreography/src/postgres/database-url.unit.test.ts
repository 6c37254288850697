import { expect, it } from 'vitest';
import { hostIn, readDatabaseUrl } from './database-url.ts';

it('leaves a URL with an address as it is', () => {
  const url = 'postgres://murmuration_order:p%40ss@127.0.0.1:5433/shop';
  expect(readDatabaseUrl(url)).toEqual({ url, tls: 'none' });
});

it('finds the socket in the folder that libpq calls the host', () => {
  expect(readDatabaseUrl('postgres://u:p@localhost:5433/shop?host=/run/postgresql')).toEqual({
    url: 'postgres://u:p@localhost:5433/shop',
    path: '/run/postgresql/.s.PGSQL.5433',
    tls: 'none',
  });
});

it.each([
  ['disable', 'none'],
  ['require', 'encrypted'],
  ['verify-full', 'verified'],
])('reads sslmode=%s as a link that is %s', (mode, tls) => {
  expect(readDatabaseUrl(`postgres://u:p@db/shop?sslmode=${mode}`).tls).toBe(tls);
});

it('tells the host that a URL names', () => {
  const urls = ['postgres://u:p@db:5432/shop', 'postgres://u:p@[::1]:5432/shop'];
  expect(urls.map(hostIn)).toEqual(['db', '::1']);
});

it('refuses ssl, of which each driver has its own idea', () => {
  expect(() => readDatabaseUrl('postgres://u:p@db/shop?ssl=true')).toThrow('say sslmode');
});

it('refuses a mode that leaves open whether the link is encrypted', () => {
  expect(() => readDatabaseUrl('postgres://u:p@db/shop?sslmode=prefer')).toThrow(
    'the database URL asks for sslmode=prefer; say disable, require, verify-full',
  );
});
