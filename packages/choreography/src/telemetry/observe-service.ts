import type { Meter, ObservableResult } from '@opentelemetry/api';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type postgres from 'postgres';
import type { ConnectedShell } from '../batch/shell.ts';
import { withTimeLimit } from '../batch/time-limit.ts';
import { CIRCUIT_STATES, circuitStates } from '../gateways/circuit-states.ts';
import { type ConsumerPlan, consumersOf } from '../topology/consumers.ts';
import { NAMES } from './conventions.ts';
import { registeredMeter } from './meters.ts';

/** A collection waits no longer than this for the database and the broker; what they do not tell is left out. In milliseconds. */
const PATIENCE_MS = 2_000;

interface LaneLevel {
  readonly lane: number;
  readonly depth: number;
  /** In seconds. */
  readonly age: number;
}

/** Lets whoever measures this process ask how much waits: in the outbox, at the broker, among the dead letters. Returns how to end it. */
export function observeService(shell: ConnectedShell, sql: postgres.Sql): () => void {
  const meter = registeredMeter();
  if (meter === undefined) return () => undefined;
  const ends = [observeOutbox(meter, sql), observeConsumers(meter, shell), observeCircuits(meter)];
  return () => {
    for (const end of ends) end();
  };
}

function observeOutbox(meter: Meter, sql: postgres.Sql): () => void {
  const depth = meter.createObservableGauge('murmuration.outbox.depth', {
    unit: '{message}',
    description: 'Messages in the outbox that the broker has not acknowledged, by lane',
  });
  const age = meter.createObservableGauge('murmuration.outbox.age', {
    unit: 's',
    description: 'Age of the oldest message in the outbox that the broker has not acknowledged',
  });
  const open = meter.createObservableGauge('murmuration.dead_letters.open', {
    unit: '{message}',
    description: 'Dead letters that nobody has delivered again',
  });
  const callback = patiently(async (result) => {
    const lanes = await readLanes(sql);
    const [letters] = await sql<{ count: number }[]>`
      select count(*)::int as count from dead_letter where status = 'open'`;
    for (const level of lanes) {
      result.observe(depth, level.depth, { lane: level.lane });
      result.observe(age, level.age, { lane: level.lane });
    }
    result.observe(open, letters?.count ?? 0);
  });
  meter.addBatchObservableCallback(callback, [depth, age, open]);
  return () => meter.removeBatchObservableCallback(callback, [depth, age, open]);
}

/** The first position that is not settled is looked up by the index; only what lies above it is counted. */
async function readLanes(sql: postgres.Sql): Promise<readonly LaneLevel[]> {
  return await sql<LaneLevel[]>`
    select l.lane, o.depth, o.age from outbox_lane l, lateral (
      select count(*)::int as depth,
        coalesce(greatest(extract(epoch from now() - min(occurred_at)), 0), 0)::float8 as age
      from outbox
      where lane = l.lane and seq >= lower(int8multirange(int8range(1, null)) - l.settled) and not seq <@ l.settled
    ) o
    where l.lane = 0 or pg_sequence_last_value(to_regclass('outbox_seq_' || l.lane)) is not null`;
}

function observeConsumers(meter: Meter, shell: ConnectedShell): () => void {
  const pending = meter.createObservableGauge('murmuration.consumer.pending', {
    unit: '{message}',
    description: 'Messages that a consumer has not been given yet',
  });
  const unacknowledged = meter.createObservableGauge('murmuration.consumer.ack_pending', {
    unit: '{message}',
    description: 'Messages that a consumer was given and has not acknowledged',
  });
  const { events, commands, calls } = consumersOf(shell.plan);
  const plans = [events, commands, ...calls].filter((plan) => plan !== undefined);
  let manager: JetStreamManager | undefined;
  const observe = async (result: Result, { stream, durable }: ConsumerPlan): Promise<void> => {
    manager ??= await jetstreamManager(shell.broker, { checkAPI: false });
    const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
    const attributes = { [NAMES.group]: durable, [NAMES.destination]: stream };
    result.observe(pending, num_pending, attributes);
    result.observe(unacknowledged, num_ack_pending, attributes);
  };
  const callback = patiently(async (result) => {
    await Promise.allSettled(plans.map((plan) => observe(result, plan)));
  });
  meter.addBatchObservableCallback(callback, [pending, unacknowledged]);
  return () => meter.removeBatchObservableCallback(callback, [pending, unacknowledged]);
}

function observeCircuits(meter: Meter): () => void {
  const states = meter.createObservableGauge('murmuration.circuit.state', {
    description: '1 for the state that the circuit to a neighbour is in, 0 for the others',
  });
  const callback = (result: ObservableResult): void => {
    for (const [neighbour, current] of circuitStates()) {
      for (const state of CIRCUIT_STATES) {
        result.observe(state === current ? 1 : 0, { neighbour, state });
      }
    }
  };
  states.addCallback(callback);
  return () => states.removeCallback(callback);
}

type Callback = Parameters<Meter['addBatchObservableCallback']>[0];
type Result = Parameters<Callback>[0];

/** A source that does not answer is left out of the collection; `/readyz` says why. */
const patiently =
  (observe: (result: Result) => Promise<void>): Callback =>
  async (result) => {
    await withTimeLimit(PATIENCE_MS, () => observe(result)).catch(() => undefined);
  };
