import type { EventDraft, QueryContract, RequestContract } from '@murmuration/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { planService, type ServicePlan } from '../batch/service-plan.ts';
import type { Shell } from '../batch/shell.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { LaneStore } from '../outbox/lane-store.ts';
import { lanesToRelay, OutboxRelay } from '../outbox/outbox-relay.ts';
import { Publisher } from '../outbox/publisher.ts';
import { recordFact } from '../outbox/record-fact.ts';
import { limitMessages } from '../outbox/size-limit.ts';
import { openPool } from '../postgres/client.ts';
import { openConnection } from '../postgres/train-session.ts';
import { DatabaseWatch } from '../postgres/database-watch.ts';
import { ask } from '../postgres/pipeline.ts';
import { askService } from '../queries/ask-service.ts';
import { repairTools } from '../repair/repair-tools.ts';
import { observeService } from '../telemetry/observe-service.ts';
import { Telemetry } from '../telemetry/telemetry.ts';
import { TimerLoop } from '../timers/timer-loop.ts';
import { ensureStreams } from '../topology/streams.ts';
import { checkDatabase } from './check-settings.ts';
import { Closers } from './closers.ts';
import { closeBroker, connectBroker } from './connect-broker.ts';
import { Health } from './health.ts';
import { Maintenance } from './maintenance.ts';
import { serviceLogger } from './logger.ts';
import { startAnswers } from './start-answers.ts';
import { startReactions } from './start-reactions.ts';
import { watchGrounds } from './watch-grounds.ts';

/** A service that is up. */
export interface RunningService {
  readonly name: string;
  readonly logger: Logger;
  /** Publishes a fact from outside through the outbox; the same id twice is one fact. */
  record(draft: EventDraft, options: { readonly id: string }): Promise<void>;
  /**
   * Asks another service, for what no message brings: a secret that must be in no stream. Throws a `RequestError` with that service's status: 503 when it is
   * away, 504 when it is late.
   */
  ask<Params, Result>(
    contract: QueryContract<string, Params, Result> | RequestContract<string, Params, Result>,
    params: Params,
  ): Promise<Result>;
  /** Everything that keeps the service from working at the moment, in words; nothing when it is ready. Asks the database and the broker. */
  problems(): Promise<readonly string[]>;
  /** Runs before the service lets go of its connections: doors to the outside close first. */
  onStop(close: () => Promise<void>): void;
  /** Drains: takes nothing new, finishes what is under way, publishes what is committed. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when the service can do nothing any more: stopped, or, with the error, refused by the broker for good. */
  readonly ended: Promise<void | Error>;
}

/** Writes nothing, and fails where nothing can be written. */
const PROBE = 'update outbox_lane set fence = fence where lane = -1';

/** What the parts of a starting service hold in common. */
interface Start {
  readonly plan: ServicePlan;
  readonly settings: RuntimeSettings;
  readonly log: Logger;
  readonly closers: Closers;
  readonly broker: NatsConnection;
  readonly pool: postgres.Sql;
}

/**
 * Starts a service: connects, makes its streams and consumers, relays, reacts, answers. Throws a `DefinitionError`, a `ConfigError` or a
 * `TopologyError` when it cannot, and leaves nothing open then.
 */
export async function startService(
  definition: ServiceDefinition,
  settings: RuntimeSettings,
): Promise<RunningService> {
  const plan = planService(definition);
  const log = serviceLogger(plan.name, settings.LOG_LEVEL);
  const closers = new Closers(log);
  try {
    const broker = await connectBroker(plan.name, settings);
    closers.add(() => closeBroker(broker));
    void followLimit(broker);
    const pool = openPool(settings.DATABASE_URL, plan.name, 4);
    closers.add(() => pool.end({ timeout: 2 }));
    await checkDatabase(pool, plan.name, settings);
    await ensureStreams(await jetstreamManager(broker, { checkAPI: false }), settings);
    const start: Start = { plan, settings, log, closers, broker, pool };
    const shell = await openShell(start);
    const redeliver = await startReactions(shell, closers);
    await startAnswers(shell, definition, closers, { pool, redeliver });
    const { reactions, answers, responders = [] } = definition;
    const counts = { queries: answers.length, requests: responders.length };
    log.info({ reactions: reactions.length, ...counts }, 'ready');
    return runningService(start, shell);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** What moves by itself, whether messages come or not: maintenance, relay, timers. */
async function openShell(start: Start): Promise<Shell> {
  const { plan, settings, log, closers, broker, pool } = start;
  const maintenance = new Maintenance(pool, settings, log);
  closers.add(() => maintenance.stop());
  const telemetry = Telemetry.open(plan);
  const publisher = new Publisher(broker, plan.name, telemetry);
  closers.add(() => publisher.close());
  const store = new LaneStore(pool);
  const lanes = await lanesToRelay(store, settings.OUTBOX_LANES);
  const tools = repairTools(start, telemetry);
  const relay = new OutboxRelay(plan.name, broker, store, publisher, tools, log, lanes);
  closers.add(() => relay.stop());
  const connect: Shell['connect'] = (purpose) =>
    openConnection(settings.DATABASE_URL, `${plan.name} ${purpose}`);
  const health = new Health();
  const database = openWatch(start, connect);
  watchGrounds(health, { pool, broker, relay, database });
  const shell: Shell = { plan, settings, broker, relay, log, connect, telemetry, health, database };
  closers.add(observeService(shell, pool));
  const timers = new TimerLoop(shell);
  closers.add(() => timers.stop());
  return shell;
}

/** What the broker takes may be another after its restart, or at another of its cluster. */
async function followLimit(broker: NatsConnection): Promise<void> {
  const take = (): void => limitMessages(broker.info?.max_payload ?? Infinity);
  take();
  for await (const { type } of broker.status()) if (type === 'reconnect') take();
}

/** Each probe opens a session of its own: whoever waits for it will need one too. */
function openWatch({ closers }: Start, connect: Shell['connect']): DatabaseWatch {
  const stopping = new AbortController();
  closers.add(() => stopping.abort());
  const probe = async (): Promise<void> => {
    const connection = connect('probe');
    try {
      await ask(connection, PROBE);
    } finally {
      await connection.close();
    }
  };
  return new DatabaseWatch({ probe, signal: stopping.signal });
}

function runningService({ plan, log, closers, broker }: Start, shell: Shell): RunningService {
  const recorder = shell.connect('recorder');
  closers.add(() => recorder.close());
  return {
    name: plan.name,
    logger: log,
    record: (draft, { id }) => recordFact(shell, recorder, draft, id),
    ask: (contract, params) =>
      askService(broker, contract, params, {
        deadline: undefined,
        traceparent: undefined,
      }),
    problems: () => shell.health.problems(),
    onStop: (close) => closers.add(close),
    stop: () => closers.close(),
    ended: broker.closed(),
  };
}
