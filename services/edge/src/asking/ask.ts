import {
  ANONYMOUS,
  asking,
  circuit,
  type Circuit,
  Deadline,
  HEADERS,
} from '@murmuration/choreography';
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import type { Reader } from '../identity/reader.ts';
import { answerText } from './answer-text.ts';
import { away, failureOf, problemOf } from './failures.ts';

/** A question to a service, in the name of somebody. */
export interface Question {
  readonly subject: string;
  /** The parameters as JSON text. */
  readonly body: string;
  /** Undefined for somebody who has not signed in. */
  readonly reader: Reader | undefined;
  /** The network address of the client. */
  readonly clientAddress?: string;
  readonly traceparent?: string | undefined;
}

/** Asks a service and returns its answer as JSON text. Throws a `ProblemError`: the service's own refusal, or that it is away, failed, or late. */
export type Ask = (question: Question) => Promise<string>;

/** Where questions go. */
export interface Broker {
  readonly connection: NatsConnection;
  /** Whether the broker is there at this moment. */
  readonly isReachable: () => boolean;
}

/** Questions of one kind that may be under way at once; as many again wait. */
const CONCURRENCY = 256;

/** Asks over NATS, each subject behind a circuit of its own: a service that hangs holds up nobody else's routes. */
export function askOverNats(broker: Broker, deadlineMs: number): Ask {
  const circuits = new Map<string, Circuit>();
  return async (question) => {
    const { subject } = question;
    // the client would wait out the deadline for a broker that it knows to be gone
    if (!broker.isReachable()) throw away(new Error('the broker is out of reach'));
    const guarded = circuits.get(subject) ?? circuit(subject, { concurrency: CONCURRENCY });
    circuits.set(subject, guarded);
    const deadline = new Deadline(deadlineMs);
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      return await asking({ method: subject, traceparent: question.traceparent }, (traceparent) =>
        guarded(() => exchange(broker.connection, question, traceparent, deadline), signal),
      );
    } catch (error) {
      throw problemOf(error, signal.aborted);
    }
  };
}

async function exchange(
  connection: NatsConnection,
  question: Question,
  traceparent: string | undefined,
  deadline: Deadline,
): Promise<string> {
  try {
    const timeout = Math.max(1, Math.ceil(deadline.leftMs));
    const options = { timeout, headers: envelope(question, traceparent, timeout) };
    return answerText(await connection.request(question.subject, question.body, options));
  } catch (error) {
    throw failureOf(error);
  }
}

/** What a service learns beside the parameters. Who asks is always said: a question that names nobody comes from a trusted program. */
function envelope(
  { reader, clientAddress }: Question,
  traceparent: string | undefined,
  leftMs: number,
): MsgHdrs {
  const h = headers();
  if (reader !== undefined) h.set(HEADERS.readerId, reader.userId);
  h.set(HEADERS.readerRoles, reader === undefined ? ANONYMOUS : reader.roles.join(','));
  h.set(HEADERS.timeLeft, String(leftMs));
  if (clientAddress !== undefined) h.set(HEADERS.clientAddress, clientAddress);
  if (traceparent !== undefined) h.set(HEADERS.traceparent, traceparent);
  return h;
}
