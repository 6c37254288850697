/** The rules, each of which has a check and a test of its own. */
export type Rule =
  | 'event-nobody-emits'
  | 'event-nobody-consumes'
  | 'message-without-owner'
  | 'reaction-that-never-fires'
  | 'branch-without-outcome'
  | 'end-that-never-comes'
  | 'missing-compensation'
  | 'idle-compensation'
  | 'cycle-without-bound'
  | 'missing-permission'
  | 'personal-data-in-clear'
  | 'wish-in-no-saga'
  | 'call-without-name';

/** Something that is wrong with a choreography. */
export interface Finding {
  readonly rule: Rule;
  /** The service and what of it, or the contract, or the saga. */
  readonly where: string;
  /** What is wrong, in a sentence. */
  readonly what: string;
  /** How to mend it. */
  readonly mend: string;
}

/** A finding as people read it. */
export const findingText = ({
  rule,
  where,
  what,
  mend,
}: Omit<Finding, 'rule'> & { readonly rule: string }): string =>
  `${where}  [${rule}]\n    ${what}\n    → ${mend}`;
