import type { Access, RequestAccess } from '@murmuration/contracts';
import { seesAll, type Reader } from '../definition/reader.ts';
import { RequestError, signedIn } from './request-error.ts';

/** Lets through whom a contract's access allows; whose row it is, the answer decides. Throws a `RequestError` 401 or 403. */
export function checkAccess(access: Access | RequestAccess, reader: Reader): void {
  if (access === 'public') return;
  if (reader.kind === 'anonymous') throw new RequestError(401, 'sign in first');
  if (access === 'own' || access === 'signed-in') signedIn(reader);
  if (access === 'operator' && !seesAll(reader)) {
    throw new RequestError(403, 'only operators may do this');
  }
  if (access === 'internal' && reader.kind !== 'trusted') {
    throw new RequestError(403, 'only services may ask this');
  }
}
