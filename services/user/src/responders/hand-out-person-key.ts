import { defineResponder } from '@murmuration/choreography';
import { personKey } from '@murmuration/contracts';
import { eq } from 'drizzle-orm';
import { personKeysTable } from '../store/schema.ts';
import type { Vault } from '../vault.ts';

/** Tells a person's key to those who may open a contact; null once it is destroyed. */
export function handOutPersonKey(vault: Vault) {
  return defineResponder(personKey, async ({ userId }, { database }) => {
    const [row] = await database
      .select({ wrapped: personKeysTable.wrapped })
      .from(personKeysTable)
      .where(eq(personKeysTable.userId, userId));
    const wrapped = row?.wrapped ?? null;
    return { key: wrapped === null ? null : vault.keyText(userId, wrapped) };
  });
}
