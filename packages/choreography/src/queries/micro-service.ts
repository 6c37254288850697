import {
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import { newId } from '../messaging/ids.ts';

/** Something that answers requests on a subject. */
export interface Endpoint {
  readonly name: string;
  readonly subject: string;
  /** The answer as JSON text. Throw a `RequestError` for what the asker can mend. */
  handle(body: string): Promise<string>;
}

/** A request that cannot be answered as it is. `code` follows HTTP. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: number;
  readonly details: unknown;

  constructor(code: number, message: string, details?: unknown) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

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
      this.listen(
        statistics.endpoint.subject,
        (message) => void this.answer(statistics, message),
        'q',
      );
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

  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private listen(subject: string, callback: (message: Msg) => void, queue?: string): void {
    const group = queue === undefined ? {} : { queue };
    this.subscriptions.push(
      this.connection.subscribe(subject, {
        ...group,
        callback: (error, message) => {
          if (error === null) callback(message);
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
      const answer = await statistics.endpoint.handle(message.string());
      this.respond(message, answer);
    } catch (error) {
      statistics.errors++;
      this.refuse(message, error, statistics.endpoint.name);
    } finally {
      statistics.nanoseconds += Number(process.hrtime.bigint() - begun);
    }
  }

  private refuse(message: Msg, error: unknown, endpoint: string): void {
    const known = error instanceof RequestError ? error : undefined;
    if (known === undefined) this.onError(error, endpoint);
    const h = headers();
    h.set('Nats-Service-Error-Code', String(known?.code ?? 500));
    h.set(
      'Nats-Service-Error',
      (known?.message ?? 'the service failed to answer').replaceAll(/[\r\n]+/g, ' '),
    );
    this.respond(message, JSON.stringify({ problems: known?.details ?? [] }), h);
  }

  /** Whoever asked over a connection that is gone by now has given up as well. */
  private respond(message: Msg, body: string, h?: MsgHdrs): void {
    if (this.connection.isClosed() || this.connection.isDraining()) return;
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
