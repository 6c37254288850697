/** What a user may do at the broker. Everything else is refused. */
export interface BrokerPermissions {
  readonly publish: { readonly allow: readonly string[]; readonly deny?: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

/** Subjects in one order, each once, so that the same definitions give the same text. */
export const inOrder = (subjects: readonly string[]): readonly string[] =>
  [...new Set(subjects)].toSorted();

/** Where operators' programs and end users read replies: each has inboxes of a name of its own below this. */
export const PEOPLES_INBOXES = '_INBOX.>';

/** Where the broker takes the answers to requests of end users, to hand them over into their account. */
export const ANSWERS_TO_END_USERS = '_R_.>';

/** The questions of the discovery of micro services that a service answers. */
export const DISCOVERY = ['PING', 'INFO', 'STATS'] as const;
