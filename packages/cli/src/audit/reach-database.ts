import { openPool } from '@murmuration/choreography';
import { type Place, readingFrom } from './audit-places.ts';

/**
 * Asks the database whether it is there: in the midst of an audit nobody could tell its failure from the broker's.
 * @throws CouldNotLook when it does not answer
 */
export async function reachDatabase(place: Place): Promise<void> {
  await readingFrom(place, async () => {
    const pool = openPool(place.url, 'audit', 1);
    try {
      await pool`select 1`;
    } finally {
      await pool.end();
    }
  });
}
