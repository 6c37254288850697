import type { EventDraft } from '@murmuration/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { Logger } from 'pino';
import { BatchLoop } from '../batch/batch-loop.ts';
import { CallRunner } from '../batch/call-runner.ts';
import { decideCommands } from '../batch/decide-commands.ts';
import { decideEvents } from '../batch/decide-events.ts';
import type { Delivery } from '../batch/delivery.ts';
import { poisonous } from '../batch/poison.ts';
import { planService } from '../batch/service-plan.ts';
import type { Shell } from '../batch/shell.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import { deadLetterEndpoints } from '../dead-letters/dead-letter-endpoints.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { LaneStore } from '../outbox/lane-store.ts';
import { OutboxRelay } from '../outbox/outbox-relay.ts';
import { Publisher } from '../outbox/publisher.ts';
import { recordFact } from '../outbox/record-fact.ts';
import { openConnection, openPool } from '../postgres/client.ts';
import { MicroService, RequestError } from '../queries/micro-service.ts';
import { queryEndpoints } from '../queries/query-endpoints.ts';
import { TimerLoop } from '../timers/timer-loop.ts';
import { consumersOf } from '../topology/consumers.ts';
import { ensureStreams } from '../topology/streams.ts';
import { Subscription } from '../topology/subscription.ts';
import { Maintenance } from './maintenance.ts';
import { serviceLogger } from './logger.ts';

/** A service that is up. */
export interface RunningService {
  readonly name: string;
  readonly logger: Logger;
  /** Publishes a fact from outside through the outbox; the same id twice is one fact. */
  record(draft: EventDraft, options: { readonly id: string }): Promise<void>;
  /** Runs before the service lets go of its connections: doors to the outside close first. */
  onStop(close: () => Promise<void>): void;
  /** Drains: takes nothing new, finishes what is under way, publishes what is committed. Idempotent. */
  stop(): Promise<void>;
}

/** What a stop undoes, in the reverse order of the start. */
class Closers {
  private readonly list: (() => Promise<void>)[] = [];
  private closing: Promise<void> | undefined;

  add(close: () => Promise<void> | void): void {
    this.list.push(async () => close());
  }

  close(): Promise<void> {
    this.closing ??= (async () => {
      for (const close of this.list.toReversed()) await close();
    })();
    return this.closing;
  }
}

/** Starts a service: connects, makes its streams and consumers, relays, reacts, answers. Throws when it cannot, and leaves nothing open then. */
export async function startService(
  definition: ServiceDefinition,
  settings: RuntimeSettings,
): Promise<RunningService> {
  const plan = planService(definition);
  const log = serviceLogger(plan.name, settings.LOG_LEVEL);
  const closers = new Closers();
  try {
    const broker = await connectBroker(plan.name, settings);
    closers.add(() => broker.drain().catch(() => undefined));
    const pool = openPool(settings.DATABASE_URL, plan.name, 4);
    closers.add(() => pool.end({ timeout: 2 }));
    await pool`select 1 from outbox_lane limit 1`;
    await ensureStreams(await jetstreamManager(broker, { checkAPI: false }), settings);
    const maintenance = new Maintenance(pool, settings, log);
    closers.add(() => maintenance.stop());
    const publisher = new Publisher(broker, `murmuration/${plan.name}`);
    closers.add(() => publisher.close());
    const relay = new OutboxRelay(
      plan.name,
      broker,
      new LaneStore(pool),
      publisher,
      log,
      settings.OUTBOX_LANES,
    );
    closers.add(() => relay.stop());
    const connectFor = (
      purpose: string,
    ): Shell['connect'] extends (p: string) => infer C ? C : never =>
      openConnection(settings.DATABASE_URL, `${plan.name} ${purpose}`);
    const shell: Shell = { plan, settings, broker, relay, log, connect: connectFor };
    const timers = new TimerLoop(shell);
    closers.add(() => timers.stop());
    const redeliver = await startReactions(shell, closers);
    const queries = openPool(settings.DATABASE_URL, `${plan.name} queries`, 4);
    closers.add(() => queries.end({ timeout: 2 }));
    const micro = new MicroService(
      broker,
      plan.name,
      [
        ...queryEndpoints(definition.answers, drizzle(queries)),
        ...deadLetterEndpoints(plan.name, pool, redeliver, log),
      ],
      (error, endpoint) => log.error({ err: error, endpoint }, 'a request could not be answered'),
    );
    micro.start();
    closers.add(() => micro.stop());
    await broker.flush();
    const recorder = openConnection(settings.DATABASE_URL, `${plan.name} recorder`);
    closers.add(() => recorder.close());
    log.info(
      { reactions: definition.reactions.length, queries: definition.answers.length },
      'ready',
    );
    return {
      name: plan.name,
      logger: log,
      record: (draft, { id }) => recordFact(shell, recorder, draft, id),
      onStop: (close) => closers.add(close),
      stop: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function connectBroker(name: string, settings: RuntimeSettings): Promise<NatsConnection> {
  return await connect({
    servers: settings.NATS_URL.split(','),
    name,
    ...(settings.NATS_USER !== undefined && { user: settings.NATS_USER }),
    ...(settings.NATS_PASSWORD !== undefined && { pass: settings.NATS_PASSWORD }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    timeout: 5_000,
  });
}

/** Starts the loops of all reactions; returns the way back in for dead letters. */
async function startReactions(
  shell: Shell,
  closers: Closers,
): Promise<(reaction: string, delivery: Delivery) => void> {
  const consumers = consumersOf(shell.plan);
  const sinks = new Map<string, { push(delivery: Delivery): void }>();
  if (consumers.events !== undefined) {
    const loop = decisionLoop(shell, closers, 'events', decideEvents);
    for (const { name } of shell.plan.pure) sinks.set(name, loop);
    await subscribe(new Subscription(shell, consumers.events, loop), closers);
  }
  if (consumers.commands !== undefined) {
    const loop = decisionLoop(shell, closers, 'commands', decideCommands);
    for (const { reaction } of shell.plan.byCommand.values()) sinks.set(reaction.name, loop);
    await subscribe(new Subscription(shell, consumers.commands, loop), closers);
  }
  for (const [at, reaction] of shell.plan.calls.entries()) {
    const runner = new CallRunner(shell, reaction);
    closers.add(() => runner.stop());
    sinks.set(reaction.name, runner.deliveries);
    const consumer = consumers.calls[at];
    if (consumer !== undefined)
      await subscribe(new Subscription(shell, consumer, runner.deliveries), closers);
  }
  return (reaction, delivery) => {
    const sink = sinks.get(reaction);
    if (sink === undefined)
      throw new RequestError(
        409,
        `no reaction is named ${reaction} in this version of ${shell.plan.name}`,
      );
    sink.push(delivery);
  };
}

function decisionLoop(
  shell: Shell,
  closers: Closers,
  purpose: string,
  decide: typeof decideEvents | typeof decideCommands,
): BatchLoop<Delivery> {
  const connection = shell.connect(purpose);
  const loop = new BatchLoop<Delivery>({
    maxBatch: shell.settings.BATCH_SIZE,
    handle: (batch) => decide(shell, connection, batch),
    onPoison: (delivery, error) => poisonous(shell, connection, delivery, error),
    keepAlive: (delivery) => delivery.keepAlive(),
    log: shell.log,
  });
  closers.add(async () => {
    await loop.stop();
    await connection.close();
  });
  return loop;
}

async function subscribe(subscription: Subscription, closers: Closers): Promise<void> {
  await subscription.start();
  closers.add(() => subscription.stop());
}
