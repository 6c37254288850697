import type {
  EventContract,
  EventDraft,
  QueryContract,
  RequestContract,
} from '@murmuration/contracts';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Deadline } from './deadline.ts';
import type { DraftOf } from './decision.ts';
import type { Sender } from './reader.ts';

/** The statements of a service's own schema. A transaction is opened with `transact`, which also publishes. */
export type Database = Pick<
  PostgresJsDatabase,
  | 'select'
  | 'selectDistinct'
  | 'selectDistinctOn'
  | 'insert'
  | 'update'
  | 'delete'
  | 'execute'
  | 'with'
  | '$with'
  | '$count'
>;

/** Publishes an event with the transaction that it is called in, or not at all. `id` is a UUID version 7, a new one when left out. */
export type Emit<Draft extends EventDraft = EventDraft> = (
  draft: Draft,
  options?: { readonly id?: string },
) => void;

/** What a responder may know and do beside the request's data. */
export interface RequestContext<Draft extends EventDraft = never> {
  /** Statements that stand alone. */
  readonly database: Database;
  readonly sender: Sender;
  /** The network address of the person, when the edge has told it. */
  readonly clientAddress: string | undefined;
  /** Nobody waits for the answer after this. */
  readonly deadline: Deadline | undefined;
  readonly now: Date;
  /**
   * Runs writes and the publishing of their events in one transaction. It is run again when it lost a race with another (deadlock, serialization), so it does
   * nothing but write.
   */
  readonly transact: <Result>(
    work: (tx: Database, emit: Emit<Draft>) => Promise<Result>,
  ) => Promise<Result>;
  /** Asks another service, within what is left of the deadline. Throws a `RequestError` with that service's status: 503 when it is away. */
  readonly ask: <Params, Result>(
    contract: QueryContract<string, Params, Result> | RequestContract<string, Params, Result>,
    params: Params,
  ) => Promise<Result>;
}

/** What else a responder says of itself. */
export interface ResponderEffects<Emits extends EventContract = EventContract> {
  /** What it may publish: anything else does not compile. */
  readonly emits?: readonly Emits[];
  /** What it asks other services. */
  readonly asks?: readonly (QueryContract | RequestContract)[];
  /** Who is called, for people: `the mail server`. */
  readonly calls?: string;
}

/** The fulfilment of a request contract by the service that owns it. */
export interface Responder<Data = unknown, Result = unknown> extends ResponderEffects {
  readonly request: RequestContract<string, Data, Result>;
  respond(data: Data, context: RequestContext): Promise<Result>;
}

type Respond<Data, Result, Draft extends EventDraft> = (
  data: Data,
  context: RequestContext<Draft>,
) => Promise<Result>;

/** Defines who fulfils a request, without publishing anything. Throw a `RequestError` for what the sender can mend. */
export function defineResponder<Data, Result>(
  request: RequestContract<string, Data, Result>,
  respond: Respond<Data, NoInfer<Result>, never>,
): Responder<Data, Result>;
/** Defines who fulfils a request, and what else comes of it. Throw a `RequestError` for what the sender can mend. */
export function defineResponder<Data, Result, Emits extends EventContract = never>(
  request: RequestContract<string, Data, Result>,
  effects: ResponderEffects<Emits>,
  respond: Respond<Data, NoInfer<Result>, DraftOf<NoInfer<Emits>>>,
): Responder<Data, Result>;
export function defineResponder<Data, Result, Draft extends EventDraft>(
  request: RequestContract<string, Data, Result>,
  ...rest:
    | readonly [Respond<Data, Result, Draft>]
    | readonly [ResponderEffects, Respond<Data, Result, Draft>]
): Responder<Data, Result> {
  const [effects, respond] = rest.length === 1 ? [{}, rest[0]] : rest;
  return { request, ...effects, respond };
}
