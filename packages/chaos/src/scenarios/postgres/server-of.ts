import type { TestPostgres } from '@murmuration/testkit';
import type { World } from '../../scenario.ts';

/** The server of a shop that has one of its own. */
export function serverOf({ shop: { postgres } }: World): TestPostgres {
  if (postgres === undefined) throw new Error('it needs a Postgres server of its own');
  return postgres;
}
