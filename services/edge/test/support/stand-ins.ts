import {
  type Endpoint,
  HEADERS,
  type Incoming,
  MicroService,
  querySubject,
  RequestError,
  requestSubject,
} from '@murmuration/choreography';
import {
  queries,
  type QueryContract,
  type RequestContract,
  requests,
} from '@murmuration/contracts';
import type { NatsConnection } from '@nats-io/transport-node';

/** The customer to whom every row of the stand-ins belongs. */
export const OWNER = 'u-owner';
/** The id of a row that is not there. */
export const MISSING = 'missing';

/** What reached a service. */
export interface Asked {
  readonly type: string;
  readonly data: unknown;
  readonly header: (name: string) => string | undefined;
}

/** Answers in place of the example of a contract. */
export type Behaviour = (asked: Asked) => unknown;

/**
 * Services that answer every contract with its example, through the runtime's own micro service: rows belong to one customer, and what is not theirs is
 * answered as if it were not there.
 */
export class StandIns {
  /** By the type of the contract; everything else behaves as usual. */
  readonly behaviours = new Map<string, Behaviour>();
  readonly asked: Asked[] = [];
  private readonly connection: NatsConnection;
  private readonly running = new Map<string, MicroService>();

  constructor(connection: NatsConnection) {
    this.connection = connection;
  }

  async startAll(): Promise<void> {
    const contexts = new Set([...queries, ...requests].map(({ context }) => context));
    for (const context of contexts) await this.start(context);
  }

  async start(context: string): Promise<void> {
    const endpoints = [
      ...queries.map((each) => this.endpoint(each, querySubject(each.type), queryAnswer(each))),
      ...requests.map((each) => this.endpoint(each, requestSubject(each.type), exampleOf(each))),
    ].filter(({ subject }) => subject.split('.')[1] === context);
    const service = new MicroService(this.connection, context, endpoints, () => undefined);
    service.start();
    this.running.set(context, service);
    await this.connection.flush();
  }

  async stop(context: string): Promise<void> {
    await this.running.get(context)?.stop();
    this.running.delete(context);
    await this.connection.flush();
  }

  reset(): void {
    this.behaviours.clear();
    this.asked.length = 0;
  }

  private endpoint(
    { type }: { readonly type: string },
    subject: string,
    usual: Behaviour,
  ): Endpoint {
    return {
      name: type.replace('.', '-'),
      subject,
      handle: async (incoming) => {
        const asked = read(type, incoming);
        this.asked.push(asked);
        return JSON.stringify(await (this.behaviours.get(type) ?? usual)(asked));
      },
    };
  }
}

function read(type: string, incoming: Incoming): Asked {
  const data: unknown = JSON.parse(new TextDecoder().decode(incoming.body));
  return { type, data, header: (name) => incoming.header(name) };
}

function queryAnswer({ access, params, examples }: QueryContract): Behaviour {
  return ({ data, header }) => {
    if (!params.safeParse(data).success) throw new RequestError(400, 'wrong parameters');
    if (JSON.stringify(data).includes(`"${MISSING}"`)) return null;
    const reader = header(HEADERS.readerId);
    const isOperator = header(HEADERS.readerRoles)?.split(',').includes('operator') === true;
    if (access === 'owner' && reader !== OWNER && !isOperator) return null;
    return examples[0]?.result;
  };
}

function exampleOf({ examples }: RequestContract): Behaviour {
  return () => examples[0]?.result;
}
