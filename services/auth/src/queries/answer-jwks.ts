import { defineAnswer } from '@murmuration/choreography';
import { getJwks } from '@murmuration/contracts';
import { asc } from 'drizzle-orm';
import { signingKeysTable } from '../store/schema.ts';

/** The public halves of all signing keys; the other columns are closed to readers. */
export const answerJwks = defineAnswer(getJwks, async (_params, database) => {
  const rows = await database
    .select({ key: signingKeysTable.publicKey })
    .from(signingKeysTable)
    .orderBy(asc(signingKeysTable.signsFrom));
  return { keys: rows.map(({ key }) => key) };
});
