import {
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import { newId } from '../messaging/ids.ts';
import { inboxPrefixOf, personOfSubject } from '../messaging/subjects.ts';
import { destinationOf } from '../telemetry/conventions.ts';
import { answering } from '../telemetry/exchange.ts';
import { HEADERS, type Incoming } from './incoming.ts';
import { asRequestError } from './as-request-error.ts';
import { RequestError } from './request-error.ts';

/** Something that answers requests on a subject. */
export interface Endpoint {
  readonly name: string;
  readonly subject: string;
  /** The answer as JSON text. Throw a `RequestError` for what the asker can mend. */
  handle(incoming: Incoming): Promise<string>;
}

/** Requests under way at once; more are refused, so that a slow database fills no memory. */
const MOST_UNDER_WAY = 1_000;
const MOST_BYTES_UNDER_WAY = 32 * 1_048_576;
/** How long a stop waits for answers under way, in milliseconds. */
const STOP_LIMIT_MS = 5_000;

interface Statistics {
  readonly endpoint: Endpoint;
  requests: number;
  errors: number;
  nanoseconds: number;
}

/**
 * A NATS micro service: its endpoints answer in a queue group, and it is discovered by `nats micro ls`. Follows NATS ADR-32; the protocol is small, and
 * the client library's own package for it is an old preview.
 */
export class MicroService {
  private readonly connection: NatsConnection;
  private readonly identity: { name: string; id: string; version: string; metadata: object };
  private readonly statistics: readonly Statistics[];
  private readonly subscriptions: Subscription[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private bytesUnderWay = 0;
  private readonly started = new Date().toISOString();
  private readonly onError: (error: unknown, endpoint: string) => void;

  constructor(
    connection: NatsConnection,
    name: string,
    endpoints: readonly Endpoint[],
    onError: (error: unknown, endpoint: string) => void,
  ) {
    this.connection = connection;
    this.identity = { name, id: newId(), version: '1.0.0', metadata: {} };
    this.statistics = endpoints.map((endpoint) => ({
      endpoint,
      requests: 0,
      errors: 0,
      nanoseconds: 0,
    }));
    this.onError = onError;
  }

  start(): void {
    for (const statistics of this.statistics) {
      this.listen(statistics.endpoint.subject, (message) => this.take(statistics, message), 'q');
    }
    this.discover('PING', () => ({ type: 'io.nats.micro.v1.ping_response', ...this.identity }));
    this.discover('INFO', () => ({
      type: 'io.nats.micro.v1.info_response',
      ...this.identity,
      description: '',
      endpoints: this.endpoints(),
    }));
    this.discover('STATS', () => ({
      type: 'io.nats.micro.v1.stats_response',
      ...this.identity,
      started: this.started,
      endpoints: this.stats(),
    }));
  }

  /** Takes nothing new, and waits for a while for the answers under way. */
  async stop(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, STOP_LIMIT_MS);
    await Promise.race([Promise.all(this.underWay), patience.promise]);
    clearTimeout(timer);
  }

  private take(statistics: Statistics, message: Msg): void {
    const answering = this.answer(statistics, message);
    this.underWay.add(answering);
    this.bytesUnderWay += message.data.length;
    void answering.finally(() => {
      this.underWay.delete(answering);
      this.bytesUnderWay -= message.data.length;
    });
  }

  private listen(subject: string, callback: (message: Msg) => void, queue?: string): void {
    const group = queue === undefined ? {} : { queue };
    this.subscriptions.push(
      this.connection.subscribe(subject, {
        ...group,
        callback: (error, message) => {
          if (error === null && isSentTo(subject, message.subject)) callback(message);
        },
      }),
    );
  }

  private discover(verb: string, answer: () => object): void {
    const { name, id } = this.identity;
    for (const subject of [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${id}`]) {
      this.listen(subject, (message) => this.respond(message, JSON.stringify(answer())));
    }
  }

  private async answer(statistics: Statistics, message: Msg): Promise<void> {
    const begun = process.hrtime.bigint();
    statistics.requests++;
    try {
      if (this.isBusy) {
        throw new RequestError(503, 'too many requests are under way; ask again in a moment');
      }
      const answer = await answering(exchangeOf(message), (traceparent) =>
        statistics.endpoint.handle(incoming(message, traceparent)),
      );
      this.respond(message, answer);
    } catch (error) {
      statistics.errors++;
      this.refuse(message, error, statistics.endpoint.name);
    } finally {
      statistics.nanoseconds += Number(process.hrtime.bigint() - begun);
    }
  }

  private get isBusy(): boolean {
    return this.underWay.size >= MOST_UNDER_WAY || this.bytesUnderWay >= MOST_BYTES_UNDER_WAY;
  }

  private refuse(message: Msg, error: unknown, endpoint: string): void {
    const { status, message: reason, problems, retryAfterSeconds } = asRequestError(error);
    if (!(error instanceof RequestError)) this.onError(error, endpoint);
    const h = headers();
    h.set('Nats-Service-Error-Code', String(status));
    h.set('Nats-Service-Error', reason.replaceAll(/[\r\n]+/g, ' '));
    if (retryAfterSeconds !== undefined) {
      h.set('Retry-After', String(Math.ceil(retryAfterSeconds)));
    }
    try {
      this.respond(message, JSON.stringify({ problems }), h);
    } catch (failure) {
      // nobody waits for this one any more, and it must not end the process
      this.onError(failure, endpoint);
    }
  }

  /** Whoever asked over a connection that is gone by now has given up as well. */
  private respond(message: Msg, body: string, h?: MsgHdrs): void {
    if (this.connection.isClosed() || this.connection.isDraining()) return;
    if (!mayAnswer(message)) return;
    message.respond(body, h && { headers: h });
  }

  private endpoints(): readonly object[] {
    return this.statistics.map(({ endpoint }) => ({
      name: endpoint.name,
      subject: endpoint.subject,
      queue_group: 'q',
      metadata: {},
    }));
  }

  private stats(): readonly object[] {
    return this.statistics.map(({ endpoint, requests, errors, nanoseconds }) => ({
      name: endpoint.name,
      subject: endpoint.subject,
      queue_group: 'q',
      num_requests: requests,
      num_errors: errors,
      last_error: '',
      processing_time: nanoseconds,
      average_processing_time: requests === 0 ? 0 : Math.round(nanoseconds / requests),
    }));
  }
}

/**
 * Whether a message was sent to the subject on which it came. JetStream hands what is pulled to any subject that the puller names, with no look at permissions, and
 * the message keeps the subject under which it was stored.
 */
function isSentTo(pattern: string, subject: string): boolean {
  const tokens = subject.split('.');
  const wanted = pattern.split('.');
  return (
    tokens.length === wanted.length &&
    wanted.every((token, at) => token === '*' || token === tokens[at])
  );
}

/**
 * The answer to an end user goes to that user's own inbox: on another subject it would be published with the service's rights. Where end users have an account
 * of their own at the broker, it has put a subject in place of theirs that leads back into that account alone.
 */
function mayAnswer({ subject, reply = '' }: Msg): boolean {
  const person = personOfSubject(subject);
  if (person === undefined) return true;
  return reply.startsWith(inboxPrefixOf(person)) || reply.startsWith('_R_.');
}

/** An empty header is not an absent one: a question whose `Reader-Id` came out empty must not count as a trusted program's. */
const headerOf = ({ headers: given }: Msg, name: string): string | undefined =>
  given?.has(name) === true ? given.get(name) : undefined;

const exchangeOf = (message: Msg): Parameters<typeof answering>[0] => ({
  method: destinationOf(message.subject),
  traceparent: headerOf(message, HEADERS.traceparent),
});

/** What follows from the request continues `traceparent`. */
const incoming = (message: Msg, traceparent: string | undefined): Incoming => ({
  subject: message.subject,
  body: message.data,
  header: (name) => (name === HEADERS.traceparent ? traceparent : headerOf(message, name)),
});
