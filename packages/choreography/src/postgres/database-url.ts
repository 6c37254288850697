/** A database URL as the driver takes it: on a Unix socket the path stands beside it. */
export interface Place {
  readonly url: string;
  readonly path?: string;
}

/**
 * Reads a database URL. A database on a Unix socket, which is faster than a loopback address, is named as libpq does it:
 * `postgres://user:password@localhost:5432/database?host=/run/postgresql`.
 */
export function readDatabaseUrl(databaseUrl: string): Place {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  if (folder === null) return { url: databaseUrl };
  url.searchParams.delete('host');
  return { url: url.href, path: `${folder}/.s.PGSQL.${url.port || '5432'}` };
}
