/** What may be wrong with what was observed; each has a test of its own. */
export type DeviationRule =
  | 'undeclared-event'
  | 'undeclared-emitter'
  | 'undeclared-edge'
  | 'unexplained-event'
  | 'contradicting-ends'
  | 'past-deadline';

/** Something that has happened and that the choreography does not declare. */
export interface Deviation {
  readonly rule: DeviationRule;
  /** The event, or the saga, and what it is about. */
  readonly where: string;
  /** What is wrong, in a sentence. */
  readonly what: string;
  /** How to mend it. */
  readonly mend: string;
  /** The id of the aggregate. */
  readonly key: string;
  /** The ids of the events that show it. */
  readonly events: readonly string[];
}
