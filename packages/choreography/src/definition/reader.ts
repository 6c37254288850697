import type { Role } from '@murmuration/contracts';

/** A signed-in person, as the edge or the broker has identified them. */
export interface Person {
  readonly kind: 'user';
  readonly userId: string;
  readonly roles: readonly Role[];
}

/**
 * Who asks: a service or an operator's tool that the broker trusts; a person; or somebody who has not signed in. The runtime has checked before that the
 * contract's access allows this reader.
 */
export type Reader = { readonly kind: 'trusted' } | { readonly kind: 'anonymous' } | Person;

/** Who sends a request. */
export type Sender = Reader;

/** Whether a reader may see what belongs to others: operators, and whom the broker trusts. */
export const seesAll = (reader: Reader): boolean =>
  reader.kind === 'trusted' || (reader.kind === 'user' && reader.roles.includes('operator'));

/** The person whose rows alone a reader may see; undefined for one who sees all. Nobody's rows match the empty id. */
export function onlyOwn(reader: Reader): string | undefined {
  if (seesAll(reader)) return undefined;
  return reader.kind === 'user' ? reader.userId : '';
}
