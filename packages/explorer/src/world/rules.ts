/** What can go wrong, each a choice of the world. */
export const faults = [
  'crash-before-commit',
  'crash-after-commit',
  'crash-in-call',
  'delivered-again',
  'delivered-during-call',
  'inbox-forgotten',
  'broker-loss',
  'machine-lost',
  'provider-silent',
  'provider-charged-silent',
] as const;
export type Fault = (typeof faults)[number];

export const wordsFor: Readonly<Record<Fault, string>> = {
  'crash-before-commit': 'the process dies before it commits',
  'crash-after-commit': 'the process dies when it has committed and not acknowledged',
  'crash-in-call': 'the process dies during a call',
  'delivered-again': 'a message that is done with is delivered again',
  'delivered-during-call': 'a message is delivered again while its call is under way',
  'inbox-forgotten': 'a message that the inbox has forgotten is delivered again',
  'broker-loss': 'the broker loses a message; the outbox publishes it again',
  'machine-lost': 'a machine is lost with what was not on disk yet',
  'provider-silent': 'the outside does nothing and says nothing',
  'provider-charged-silent': 'the outside does what it is asked and says nothing',
};

/** How the world works. The usual rules are those of the runtime and of the provider; a mutant breaks one. */
export interface Rules {
  /** Where a message is marked as seen: with its effects, in a transaction of its own after them, or nowhere. */
  readonly inbox: 'with the effects' | 'apart' | 'nowhere';
  /** When events are written down: with the change that they tell of, or after it. */
  readonly outbox: 'with the effects' | 'apart';
  readonly acknowledges: 'after the commit' | 'before the commit';
  /** Whether what the broker has lost is published again. */
  readonly republishes: boolean;
  /** Whether timers are kept with the change that sets them; else they are in the memory of a process that can die. */
  readonly timers: 'with the effects' | 'in memory';
  /** Whether the result of a call is recorded only when the message is not done with. */
  readonly claimsResults: boolean;
  /** Whether the intent is committed before the call. */
  readonly intents: boolean;
  /** Whether the provider knows a charge or refund again that it has made before. */
  readonly provider: 'knows again' | 'forgets';
  /** Whether the provider tells the end of a payment by a webhook too, which it repeats until it is heard. */
  readonly webhooks: boolean;
}

export const usualRules: Rules = {
  inbox: 'with the effects',
  outbox: 'with the effects',
  acknowledges: 'after the commit',
  republishes: true,
  timers: 'with the effects',
  claimsResults: true,
  intents: true,
  provider: 'knows again',
  webhooks: true,
};
