/** A database URL as the drivers take it: what it says of the link stands beside it. */
export interface Place {
  readonly url: string;
  readonly path?: string;
  /** Whether the link is encrypted, and whether the server has to prove who it is. */
  readonly tls: 'none' | 'encrypted' | 'verified';
}

const TLS = new Map<string, Place['tls']>([
  ['disable', 'none'],
  ['require', 'encrypted'],
  ['verify-full', 'verified'],
]);

/**
 * Reads a database URL. A database on a Unix socket, which is faster than a loopback address, is named as libpq does it:
 * `postgres://user:password@localhost:5432/database?host=/run/postgresql`. Throws on a `sslmode` that leaves open whether the link is encrypted, and on `ssl`, which drivers read in different ways.
 */
export function readDatabaseUrl(databaseUrl: string): Place {
  const url = new URL(databaseUrl);
  const mode = url.searchParams.get('sslmode') ?? 'disable';
  const tls = TLS.get(mode);
  if (url.searchParams.has('ssl')) throw new TypeError('the database URL says ssl; say sslmode');
  if (tls === undefined) {
    throw new TypeError(
      `the database URL asks for sslmode=${mode}; say ${[...TLS.keys()].join(', ')}`,
    );
  }
  url.searchParams.delete('sslmode');
  const folder = url.searchParams.get('host');
  if (folder === null) return { url: url.href, tls };
  url.searchParams.delete('host');
  return { url: url.href, path: `${folder}/.s.PGSQL.${url.port || '5432'}`, tls };
}

/** The host in a URL: without the brackets around a number of IPv6. */
export const hostIn = (url: string): string => new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
