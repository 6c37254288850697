import type { CommandContract, EventContract, RequestContract } from '@murmuration/contracts';

/** One way in which a saga may end. */
export interface SagaOutcome {
  /** The fact that decides it, whoever hears it first. */
  readonly event: EventContract;
  /**
   * `succeeded`: all that was done stays done. `failed`: whatever the other services have set up by then is taken back. `lapsed`: nothing came of it, and nobody
   * has set up anything.
   */
  readonly as: 'succeeded' | 'failed' | 'lapsed';
  /** What may still follow from it, and is the last that is heard: the mail, the stock that is given back. */
  readonly followedBy?: readonly EventContract[];
}

/**
 * What begins somewhere, runs through the services, and ends in one of a few ways. It conducts nothing: which steps lie between is what the reactions say.
 * A beginning that is a command may also be refused, as its contract says.
 */
export interface Saga {
  /** In kebab-case; unique. */
  readonly name: string;
  /** One sentence for whoever sees it for the first time. */
  readonly about: string;
  readonly begins: readonly (CommandContract | RequestContract)[];
  /** Facts from outside that come in on its way. */
  readonly hears?: readonly EventContract[];
  readonly outcomes: readonly SagaOutcome[];
  /** Facts on its way that nobody has to react to. */
  readonly notes?: readonly EventContract[];
}

/** Defines a saga. */
export function defineSaga(saga: Saga): Saga {
  return saga;
}
