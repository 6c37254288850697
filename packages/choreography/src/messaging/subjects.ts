/** Events are spread over this many partitions. Fixed: changing it would reorder the messages of a key. */
export const PARTITIONS = 16;

/** The partition of a key: 32-bit FNV-1a over its UTF-16 code units, so that any language can compute it for ASCII keys. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % PARTITIONS;
}

/** Where an event is published: `evt.<partition>.<context>.<event>`. */
export function eventSubject(type: string, key: string): string {
  return `evt.${String(partitionOf(key)).padStart(2, '0')}.${type}`;
}

/** What a consumer of an event listens to, over all partitions. */
export const eventFilter = (type: string): string => `evt.*.${type}`;

/** What the owner of a command listens to: trusted senders, and end users whom the broker has identified. */
export const commandFilters = (type: string): readonly string[] => [
  `cmd.${type}`,
  `user.*.cmd.${type}`,
];

export const querySubject = (type: string): string => `qry.${type}`;

export const deadLetterSubject = (service: string, reaction: string): string =>
  `dead.${service}.${reaction}`;

export const wakeSubject = (service: string, lane: number): string => `wake.${service}.${lane}`;

export const adminSubject = (service: string, verb: string): string => `admin.${service}.${verb}`;

/** What a command's subject says: its type, and the end user that sent it if it was one. */
export function parseCommandSubject(subject: string): { type: string; userId?: string } {
  const tokens = subject.split('.');
  const [first, userId, , ...rest] = tokens;
  if (first === 'user' && userId !== undefined) return { type: rest.join('.'), userId };
  return { type: tokens.slice(1).join('.') };
}

/** The type of the event that a subject carries. */
export const parseEventSubject = (subject: string): string => subject.split('.').slice(2).join('.');
