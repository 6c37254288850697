import { createConnection } from 'node:net';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { outcomeSchema, type EventContract, type Outcome } from '@murmuration/contracts';
import {
  type BrokerOptions,
  eventually,
  testBroker,
  testDatabase,
  type TestBroker,
  type TestDatabase,
  type TestPostgres,
} from '@murmuration/testkit';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import {
  defineMigrations,
  type RunningService,
  type RuntimeSettings,
  runtimeSettings,
  startService,
} from '../../src/index.ts';
import { type Behaviour, bankService } from '../bank/bank-service.ts';

/** The client's own patience of 5 s is too short where thousands are sent at once on a busy machine. */
const PATIENT = { timeout: 60_000 };

export const bankMigrations = defineMigrations({
  service: 'bank',
  directory: new URL('../bank/migrations/', import.meta.url),
});

interface Entry {
  readonly accountId: string;
  readonly n?: number;
  readonly instruction?: string;
}

/** A real broker and a real database for one file of tests, and as many banks on them as a test starts. */
export class BankWorld {
  readonly broker: TestBroker;
  readonly database: TestDatabase;
  readonly sql: postgres.Sql;
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  private readonly services: RunningService[] = [];

  private constructor(
    broker: TestBroker,
    database: TestDatabase,
    sql: postgres.Sql,
    nats: NatsConnection,
    manager: JetStreamManager,
  ) {
    this.broker = broker;
    this.database = database;
    this.sql = sql;
    this.nats = nats;
    this.manager = manager;
  }

  static async open(server?: TestPostgres, options: BrokerOptions = {}): Promise<BankWorld> {
    const database = await testDatabase({
      services: [bankMigrations],
      ...(server !== undefined && { server }),
    });
    const broker = await testBroker(options);
    const nats = await connect({
      servers: broker.url,
      user: broker.user,
      pass: broker.password,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    const sql = postgres(database.adminUrl, {
      max: 4,
      onnotice: () => undefined,
      connection: { search_path: 'bank' },
      types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    });
    const manager = await jetstreamManager(nats, { checkAPI: false });
    return new BankWorld(broker, database, sql, nats, manager);
  }

  settings(overrides: Partial<RuntimeSettings> = {}): RuntimeSettings {
    return {
      ...runtimeSettings.parse({
        NATS_URL: this.broker.url,
        NATS_USER: this.broker.user,
        NATS_PASSWORD: this.broker.password,
        DATABASE_URL: this.database.urlOf('bank'),
        LOG_LEVEL: process.env['BANK_LOG'] ?? 'silent',
      }),
      ...overrides,
    };
  }

  async start(
    behaviour: Behaviour = {},
    overrides: Partial<RuntimeSettings> = {},
  ): Promise<RunningService> {
    const service = await startService(bankService(behaviour), this.settings(overrides));
    this.services.push(service);
    return service;
  }

  /** Stops every bank that a test has started. */
  async stopServices(): Promise<void> {
    await Promise.all(this.services.splice(0).map((service) => service.stop()));
  }

  async close(): Promise<void> {
    await this.stopServices();
    await this.sql.end();
    await this.nats.close();
    await this.broker.stop();
    await this.database.drop();
  }

  /** Publishes an entry the way another service does; resolves to its event id. */
  async enter(
    { accountId, n = 1, instruction = '' }: Entry,
    { id = uuidv7(), isDeduplicated = true } = {},
  ): Promise<string> {
    const h = headers();
    h.set('ce-id', id);
    if (isDeduplicated) h.set('Nats-Msg-Id', id);
    const body = JSON.stringify({ accountId, n, instruction });
    await jetstream(this.nats, PATIENT).publish('evt.00.ledger.entry-made', body, { headers: h });
    return id;
  }

  /** Publishes a message as it is. */
  async publishRaw(
    subject: string,
    body: string,
    given: readonly (readonly [string, string])[] = [],
  ): Promise<void> {
    const h = headers();
    for (const [name, value] of given) h.set(name, value);
    await jetstream(this.nats, PATIENT).publish(subject, body, { headers: h });
  }

  /** Publishes a message with a header block as it is, over a connection without a client. */
  async publishBytes(subject: string, headerBlock: string, body: string): Promise<void> {
    const { hostname, port } = new URL(this.broker.url);
    const { user, password: pass } = this.broker;
    const socket = createConnection(Number(port), hostname);
    const options = JSON.stringify({ user, pass, headers: true, verbose: false, pedantic: false });
    const size = headerBlock.length;
    socket.write(
      `CONNECT ${options}\r\nHPUB ${subject} ${size} ${size + body.length}\r\n${headerBlock}${body}\r\nPING\r\n`,
    );
    let answer = '';
    for await (const chunk of socket) {
      answer += String(chunk);
      if (/-ERR|PONG/.test(answer)) break;
    }
    if (answer.includes('-ERR')) throw new Error(`the broker refused the message: ${answer}`);
  }

  /** Publishes many entries of one account without waiting in between. */
  async enterMany(accountId: string, count: number): Promise<void> {
    const all = Array.from({ length: count }, (_, at) => this.enter({ accountId, n: at + 1 }));
    await Promise.all(all);
  }

  /** Sends a command body as it is and waits for the outcome. */
  async command(
    subject: string,
    body: string | Uint8Array,
    extraHeaders: Record<string, string> = {},
  ): Promise<Outcome> {
    const person = /^user\.([^.]+)\./.exec(subject)?.[1] ?? 'test';
    const inbox = `_INBOX.${person}.${uuidv7()}`;
    const subscription = this.nats.subscribe(inbox, { max: 1, timeout: 60_000 });
    const h = headers();
    h.set('murmuration-reply-to', inbox);
    for (const [name, value] of Object.entries(extraHeaders)) h.set(name, value);
    await jetstream(this.nats, PATIENT).publish(subject, body, { headers: h });
    for await (const message of subscription) return outcomeSchema.parse(message.json());
    throw new Error('no outcome came');
  }

  async deposit(data: {
    depositId: string;
    accountId: string;
    amount: number;
    note?: string;
  }): Promise<Outcome> {
    return await this.command('cmd.bank.deposit', JSON.stringify(data));
  }

  async entriesOf(accountId: string): Promise<number> {
    const [row] = await this.sql<{ entries: number }[]>`
      select entries from tally where id = ${accountId}`;
    return row?.entries ?? 0;
  }

  async balanceOf(accountId: string): Promise<number | undefined> {
    const [row] = await this.sql<{ balance: number }[]>`
      select balance from account where id = ${accountId}`;
    return row?.balance;
  }

  async tallied(accountId: string, entries: number): Promise<void> {
    await eventually(async () => (await this.entriesOf(accountId)) === entries, {
      what: `${entries} entries of ${accountId}`,
      timeoutMs: 60_000,
    });
  }

  /** The bodies of all events of a contract that the stream holds, in its order. */
  async stored<Data>(contract: EventContract<string, Data>): Promise<readonly Data[]> {
    const consumer = await jetstream(this.nats).consumers.get('EVENTS', {
      filter_subjects: [`evt.*.${contract.type}`],
    });
    const { num_pending } = await consumer.info();
    if (num_pending === 0) return [];
    const found: Data[] = [];
    for await (const message of await consumer.fetch({ max_messages: num_pending })) {
      found.push(contract.schema.parse(message.json()));
    }
    return found;
  }

  /** Waits until every committed row is published and recorded as settled. */
  async relayed(): Promise<void> {
    await eventually(async () => (await this.unsettled()) === 0, {
      what: 'a settled outbox',
      timeoutMs: 60_000,
    });
  }

  async unsettled(): Promise<number> {
    const [row] = await this.sql<{ count: number }[]>`
      select count(*) from outbox o join outbox_lane l using (lane) where not o.seq <@ l.settled`;
    return row?.count ?? 0;
  }

  /** Ends the broker, does something to its files, and starts it again; resolves when this test can talk to it. */
  async restartBroker(surgery?: () => Promise<void>, how: 'kill' | 'halt' = 'kill'): Promise<void> {
    await this.broker[how]();
    await surgery?.();
    await this.broker.restart();
    // a request that is sent while the connection is made anew has no answer
    const impatient = await jetstreamManager(this.nats, { checkAPI: false, timeout: 250 });
    await eventually(async () => (await impatient.getAccountInfo()).streams >= 0, {
      what: 'the broker',
    });
  }

  /** Asks an endpoint of the bank; the error header comes as a rejection. */
  async ask(subject: string, params: unknown): Promise<unknown> {
    const answer = await this.nats.request(subject, JSON.stringify(params), { timeout: 30_000 });
    const code = answer.headers?.get('Nats-Service-Error-Code');
    if (code) throw new Error(`${code}: ${answer.headers?.get('Nats-Service-Error') ?? ''}`);
    return answer.json();
  }

  async deadLetters(): Promise<readonly DeadLetterRow[]> {
    return await this.sql<DeadLetterRow[]>`
      select id, reaction, message_id as "messageId", key, reason, error, attempts, status
      from (table dead_letter union all table dead_letter_settled) d order by first_failed_at`;
  }

  /** Waits until the bank has looked at all that the broker has told of messages it delivers no more. */
  async advisoriesLookedAt(): Promise<void> {
    await eventually(
      async () => {
        const info = await this.manager.consumers.info('ADVISORIES', 'bank-advisories');
        const { last_seq: last } = (await this.manager.streams.info('ADVISORIES')).state;
        return info.num_pending + info.num_ack_pending === 0 && info.ack_floor.stream_seq === last;
      },
      { what: 'all advisories to be looked at' },
    );
  }

  async deadLetterOf(key: string): Promise<DeadLetterRow> {
    return await eventually(
      async () => (await this.deadLetters()).find((letter) => letter.key === key),
      { what: `a dead letter of ${key}` },
    );
  }
}

export interface DeadLetterRow {
  readonly id: string;
  readonly reaction: string;
  readonly messageId: string;
  readonly key: string;
  readonly reason: string;
  readonly error: string;
  readonly attempts: number;
  readonly status: string;
}
