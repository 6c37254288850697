import { jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import {
  connectBroker,
  HEADERS,
  ANONYMOUS,
  eventFilter,
  eventSubject,
  querySubject,
  requestSubject,
  runtimeSettings,
  startService,
  type RunningService,
} from '@murmuration/choreography';
import {
  encode,
  getProfile,
  openProfile,
  register,
  confirmRegistration,
  signIn,
  type EventContract,
  type QueryContract,
  type RequestContract,
  type SignedIn,
} from '@murmuration/contracts';
import { inMemoryMailer, type InMemoryMailer } from '@murmuration/mailer';
import {
  eventually,
  testBroker,
  testDatabase,
  type TestBroker,
  type TestDatabase,
} from '@murmuration/testkit';
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import {
  authService,
  authTools,
  defaultPolicy,
  startHousekeeping,
  type AuthOptions,
  type AuthPolicy,
  type AuthTools,
} from '../src/index.ts';

/** What came back of a request: its result, or why it was refused. */
export type Reply<Result> =
  | { readonly ok: true; readonly result: Result }
  | {
      readonly ok: false;
      readonly status: number;
      readonly retryAfter: number | undefined;
      readonly codes: readonly string[];
    };

/** Who asks, as the edge would say it. */
export interface Asker {
  readonly userId?: string;
  readonly address?: string;
}

export const PASSWORD = 'a lovely engine of analysis';
export const MASTER_KEY = Uint8Array.from({ length: 32 }, (_, at) => at * 7);

const { attempts } = defaultPolicy;
const often = { ...attempts.perAccount, free: 10_000 };

/** As the shop has it, but patient with all that one test does from one place. */
export const patientPolicy: AuthPolicy = {
  ...defaultPolicy,
  attempts: { perAccount: often, perAddress: often, mails: often },
};

/** Cheap hashes: tests that are about something else need not wait. */
const cheap = { cost: { memoryKiB: 64, passes: 1, lanes: 1 }, concurrency: 4, queue: 1_000 };

/** Auth on a real broker and a real database, with a stand-in for user and a mailbox for everybody. */
export class AuthWorld {
  readonly broker: TestBroker;
  readonly database: TestDatabase;
  readonly sql: postgres.Sql;
  readonly nats: NatsConnection;
  readonly mailer: InMemoryMailer = inMemoryMailer();
  /** What user was asked to keep, by user id. */
  readonly profiles = new Map<string, { readonly email: string; readonly name: string }>();
  readonly warnings: string[] = [];
  private readonly closers: (() => Promise<void>)[] = [];

  private constructor(
    broker: TestBroker,
    database: TestDatabase,
    sql: postgres.Sql,
    nats: NatsConnection,
  ) {
    this.broker = broker;
    this.database = database;
    this.sql = sql;
    this.nats = nats;
  }

  static async open(): Promise<AuthWorld> {
    const [database, broker] = await Promise.all([
      testDatabase({ services: ['auth'] }),
      testBroker(),
    ]);
    const sql = postgres(database.adminUrl, {
      max: 2,
      onnotice: () => undefined,
      connection: { search_path: 'auth' },
    });
    const nats = await connectBroker('edge', credentials(broker));
    const world = new AuthWorld(broker, database, sql, nats);
    world.standInForUser();
    return world;
  }

  /** Starts one more replica. */
  async start(options: Partial<AuthOptions> = {}): Promise<AuthTools> {
    const tools = authTools({
      masterKey: MASTER_KEY,
      mailer: this.mailer,
      policy: patientPolicy,
      hashing: cheap,
      journal: {
        warn: (facts, message) => this.warnings.push(`${message} ${JSON.stringify(facts)}`),
      },
      ...options,
    });
    await this.startWith(tools);
    return tools;
  }

  /** Starts one more replica, with tools of a test's own. */
  async startWith(tools: AuthTools): Promise<RunningService> {
    const url = this.database.urlOf('auth');
    const housekeeping = await startHousekeeping(url, tools);
    const service = await startService(authService(tools), {
      ...runtimeSettings.parse({ ...credentials(this.broker), DATABASE_URL: url }),
      LOG_LEVEL: 'silent',
    });
    this.closers.push(async () => {
      await service.stop();
      await tools.post.close();
      await housekeeping.close();
    });
    return service;
  }

  async stopServices(): Promise<void> {
    for (const close of this.closers.splice(0)) await close();
  }

  async close(): Promise<void> {
    await this.stopServices();
    await this.sql.end();
    await this.nats.close();
    await this.broker.stop();
    await this.database.drop();
  }

  /** Asks as the edge does for somebody. */
  async ask<Data, Result>(
    contract: RequestContract<string, Data, Result> | QueryContract<string, Data, Result>,
    data: NoInfer<Data>,
    { userId, address = '192.0.2.1' }: Asker = {},
  ): Promise<Reply<Result>> {
    const given = headers();
    if (userId === undefined) given.set(HEADERS.readerRoles, ANONYMOUS);
    else given.set(HEADERS.readerId, userId);
    given.set(HEADERS.clientAddress, address);
    const { kind, type } = contract;
    const subject = kind === 'query' ? querySubject(type) : requestSubject(type);
    const options = { timeout: 20_000, headers: given };
    const answer = await this.nats.request(subject, JSON.stringify(data), options);
    const status = Number(answer.headers?.get('Nats-Service-Error-Code') ?? '');
    if (status === 0) return { ok: true, result: contract.result.parse(answer.json()) };
    const { problems } = answer.json<{ problems: readonly { code: string }[] }>();
    const retryAfter = answer.headers?.get('Retry-After') || undefined;
    return {
      ok: false,
      status,
      retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
      codes: problems.map(({ code }) => code),
    };
  }

  /** The letters of one kind that were sent to an address so far. */
  letters(email: string, kind: string): readonly string[] {
    return [...this.mailer.mails.values()]
      .filter(({ to, headers: given }) => to === email && given?.['X-Mail-Kind'] === kind)
      .map(({ text }) => text);
  }

  /** The code in the newest of so many letters, once they have all come. */
  async codeIn(email: string, kind: string, count = 1): Promise<string> {
    return await eventually(
      async () => {
        const letters = this.letters(email, kind);
        const code = /^ {4}([0-9A-Z]{4}-[0-9A-Z]{4})$/m.exec(letters[count - 1] ?? '')?.[1];
        if (code === undefined) throw new Error(`${email} has ${letters.length} letters`);
        return code;
      },
      { what: `letter ${count} of kind ${kind}` },
    );
  }

  /** Registers and confirms somebody; returns the user id. */
  async member(email: string, password = PASSWORD): Promise<string> {
    const before = this.letters(email, 'confirm-address').length;
    granted(await this.ask(register, { email, password, name: 'Ada' }));
    const code = await this.codeIn(email, 'confirm-address', before + 1);
    granted(await this.ask(confirmRegistration, { email, code }));
    return granted(await this.ask(signIn, { email, password })).userId;
  }

  /** Signs somebody in who is expected to get in. */
  async signedIn(email: string, password = PASSWORD): Promise<SignedIn> {
    return granted(await this.ask(signIn, { email, password }));
  }

  /** Publishes an event as another service does. */
  async tell<Data>(contract: EventContract<string, Data>, data: NoInfer<Data>): Promise<void> {
    const given = headers();
    given.set('ce-id', randomUUID());
    given.set('ce-type', contract.name);
    const subject = eventSubject(contract.type, contract.key(data));
    const body = JSON.stringify(encode(contract, data));
    await jetstream(this.nats).publish(subject, body, { headers: given });
  }

  /** Collects what is published of an event from now on. */
  hear(contract: EventContract): { readonly events: unknown[] } {
    const events: unknown[] = [];
    this.nats.subscribe(eventFilter(contract.type), {
      callback: (_error, message) => {
        events.push(message.json());
      },
    });
    return { events };
  }

  private standInForUser(): void {
    this.nats.subscribe(requestSubject(openProfile.type), {
      callback: (_error, message) => {
        const { userId, email, name } = openProfile.data.parse(message.json());
        this.profiles.set(userId, { email, name });
        message.respond(JSON.stringify({ userId, status: 'pending' }));
      },
    });
    this.nats.subscribe(querySubject(getProfile.type), {
      callback: (_error, message) => {
        const { userId } = getProfile.params.parse(message.json());
        const known = this.profiles.get(userId);
        const rest = { userId, status: 'active', addresses: [], roles: ['customer'], version: 1 };
        message.respond(JSON.stringify(known === undefined ? null : { ...rest, ...known }));
      },
    });
  }
}

/** The result of a request that is expected to be fulfilled. */
export function granted<Result>(reply: Reply<Result>): Result {
  if (!reply.ok) throw new Error(`refused with ${reply.status} ${reply.codes.join(' ')}`);
  return reply.result;
}

export const credentials = ({ url, user, password }: TestBroker) => ({
  NATS_URL: url,
  NATS_USER: user,
  NATS_PASSWORD: password,
});
