import { TerminalError } from '@murmuration/choreography';
import { type Contact, contact as contactSchema } from '@murmuration/contracts';
import { type KeyRing, open, SealError } from '@murmuration/personal-data';

/** Opens a customer's contact; null when the customer is erased. Throws a `TerminalError` when it does not open. */
export async function openContact(
  keys: KeyRing,
  personId: string,
  sealed: string,
  signal: AbortSignal,
): Promise<Contact | null> {
  const key = await keys.keyOf(personId, signal);
  if (key === null) return null;
  try {
    return contactSchema.parse(JSON.parse(open(key, { personId, purpose: 'contact' }, sealed)));
  } catch (error) {
    // what is wrong with a contact may quote it
    const why = error instanceof SealError ? error.message : 'it is not what a contact should be';
    throw new TerminalError(`the contact of ${personId} cannot be used: ${why}`);
  }
}
