import { onlyOwn, type Reader } from '@murmuration/choreography';
import { eq, type SQL } from 'drizzle-orm';
import { paymentsTable } from '../store/schema.ts';

/** Which payments a reader may see; no condition for one who sees all. */
export function ownedBy(reader: Reader): SQL | undefined {
  const own = onlyOwn(reader);
  return own === undefined ? undefined : eq(paymentsTable.customerId, own);
}
