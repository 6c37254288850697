import { commands, requests, type Role } from '@murmuration/contracts';
import { inboxPrefixOf, ownCommandSubject, ownRequestSubject } from './subjects.ts';

/** What a connection may do at the broker. */
export interface Permissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

/**
 * The account of end users at the broker. It has no streams, and nothing of the services' account is in it but the way in for commands and requests: the reply
 * subject of what a user publishes leads nowhere else than back to a user.
 */
export const END_USERS = 'USERS';

/** A user id that is one token of a subject. Others could widen what a permission covers. */
const OF_ONE_TOKEN = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * What an end user may do at the broker: send commands, those for operators only as one of them, and requests, all under the own id, and read what comes to the own inboxes, `_INBOX.<userId>.>`.
 * Throws a `TypeError` for an id that is not one token of a subject.
 */
export function endUserPermissions(userId: string, roles: readonly Role[]): Permissions {
  if (!OF_ONE_TOKEN.test(userId)) {
    throw new TypeError('a user id at the broker has letters, digits, - and _ only, at most 64');
  }
  const isOperator = roles.includes('operator');
  const own = commands.filter(
    ({ sentBy }) => sentBy === 'anyone' || (isOperator && sentBy === 'operator'),
  );
  const ownRequests = requests.filter(({ access }) => access === 'own');
  return {
    publish: {
      allow: [
        ...own.map(({ type }) => ownCommandSubject(userId, type)),
        ...ownRequests.map(({ type }) => ownRequestSubject(userId, type)),
      ],
    },
    subscribe: { allow: [`${inboxPrefixOf(userId)}>`] },
  };
}
