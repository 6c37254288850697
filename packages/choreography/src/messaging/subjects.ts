/**
 * Events are spread over this many partitions. Fixed: changing it would reorder the messages of a key. Few: whenever a consumer lags, the broker looks through all
 * subjects for its next message (16 partitions took a quarter more of its time than 4).
 */
export const PARTITIONS = 4;

/** The partition of a key. */
export const partitionOf = (key: string): number => hashOf(key) % PARTITIONS;

/** The outbox lane of a key. */
export const laneOf = (key: string, lanes: number): number => hashOf(key) % lanes;

/** 32-bit FNV-1a over the UTF-16 code units of a key, so that any language can compute it for ASCII keys. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** Where an event is published: `evt.<partition>.<context>.<event>`. */
export function eventSubject(type: string, key: string): string {
  return `evt.${partitionText(key)}.${type}`;
}

/** What all events of a key, and of others in its partition, are published under. */
export const partitionFilter = (key: string): string => `evt.${partitionText(key)}.>`;

const partitionText = (key: string): string => String(partitionOf(key)).padStart(2, '0');

/** What a consumer of an event listens to, over all partitions. */
export const eventFilter = (type: string): string => `evt.*.${type}`;

/** Where trusted senders publish a command, and where an end user does: the broker lets each publish under the own id only. */
export const commandSubject = (type: string): string => `cmd.${type}`;
export const ownCommandSubject = (userId: string, type: string): string =>
  `user.${userId}.cmd.${type}`;

/** What the owner of a command listens to: trusted senders, and end users whom the broker has identified. */
export const commandFilters = (type: string): readonly string[] => [
  commandSubject(type),
  ownCommandSubject('*', type),
];

export const querySubject = (type: string): string => `qry.${type}`;

/** Where services and the edge send a request. */
export const requestSubject = (type: string): string => `req.${type}`;

/** Where end users send a request about themselves; the broker lets each publish under the own id only. */
export const ownRequestSubject = (userId: string, type: string): string =>
  `user.${userId}.req.${type}`;
export const ownRequestFilter = (type: string): string => ownRequestSubject('*', type);

/** The end user whom the broker vouches for, when a subject names one. */
export function personOfSubject(subject: string): string | undefined {
  const [first, userId] = subject.split('.', 2);
  return first === 'user' ? userId : undefined;
}

/**
 * What the reply subject of an end user begins with: an answer goes nowhere else. A token of its own, because permissions have no wildcard for half a token and
 * services may write to the inboxes of all users.
 */
export const inboxPrefixOf = (userId: string): string => `_INBOX.${userId}.`;

/** The inboxes of a service, which nobody else may subscribe to. */
export const serviceInbox = (service: string): string => `_INBOX_${service}`;

export const deadLetterSubject = (service: string, reaction: string): string =>
  `dead.${service}.${reaction}`;

export const wakeSubject = (service: string, lane: number): string => `wake.${service}.${lane}`;

/** What all processes of a service listen to: each lane's owner is woken. */
export const wakeFilter = (service: string): string => `wake.${service}.*`;

export const adminSubject = (service: string, verb: string): string => `admin.${service}.${verb}`;

/** What a command's subject says: its type, and the end user that sent it if it was one. */
export function parseCommandSubject(subject: string): { type: string; userId?: string } {
  const tokens = subject.split('.');
  const [first, userId, , ...rest] = tokens;
  if (first === 'user' && userId !== undefined) return { type: rest.join('.'), userId };
  return { type: tokens.slice(1).join('.') };
}

/** The type of the event that a subject carries. */
export const parseEventSubject = (subject: string): string =>
  subject.slice(subject.indexOf('.', subject.indexOf('.') + 1) + 1);
