import {
  type CommandContract,
  decode,
  type EventContract,
  type RequestContract,
} from '@murmuration/contracts';

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

/** By when a saga has to be decided, as one of its facts tells. */
export interface SagaDeadline {
  readonly event: EventContract;
  /** The moment that the fact tells, whatever its version; undefined when it cannot be read. */
  at(version: number, data: unknown): Date | undefined;
}

/** Says which fact tells the deadline of a saga, and where in it: an ISO 8601 moment. */
export function deadlineIn<Data>(
  event: EventContract<string, Data>,
  moment: (data: Data) => string,
): SagaDeadline {
  const at = (version: number, data: unknown): Date | undefined => {
    const decoded = decode(event, version, data);
    return decoded.ok ? new Date(moment(decoded.data)) : undefined;
  };
  return { event, at };
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
  /** Without it nobody may say that the saga takes too long. */
  readonly deadline?: SagaDeadline;
  /** Facts on its way that nobody has to react to. */
  readonly notes?: readonly EventContract[];
}

/** Defines a saga. */
export function defineSaga(saga: Saga): Saga {
  return saga;
}
