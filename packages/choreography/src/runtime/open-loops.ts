import { BatchLoop } from '../batch/batch-loop.ts';
import { CallRunner } from '../batch/call-runner.ts';
import { decideCommands } from '../batch/decide-commands.ts';
import { decideEvents } from '../batch/decide-events.ts';
import type { Delivery } from '../batch/delivery.ts';
import { deliveryBounds, sizeOfDelivery } from '../batch/delivery-bounds.ts';
import { NOBODY } from '../batch/leave-to-others.ts';
import { poisonous } from '../batch/poison.ts';
import type { Shell } from '../batch/shell.ts';
import type { Redeliver } from '../dead-letters/redeliver.ts';
import { parseCommandSubject, parseEventSubject } from '../messaging/subjects.ts';
import { RequestError } from '../queries/request-error.ts';
import { type ConsumerPlan, consumersOf } from '../topology/consumers.ts';
import type { Sink } from '../topology/subscription.ts';
import type { Closers } from './closers.ts';

/** A consumer, and the loop that takes what comes from it. */
export interface Intake {
  readonly consumer: ConsumerPlan;
  readonly sink: Sink;
}

/** Opens the loops of all reactions, and attaches each to its consumer before the next one is opened. Returns the way back in for what the service has kept. */
export async function openLoops(
  shell: Shell,
  closers: Closers,
  attach: (intake: Intake) => Promise<void>,
): Promise<Redeliver> {
  const consumers = consumersOf(shell.plan);
  const sinks = new Map<string, Sink>();
  if (consumers.events !== undefined) {
    const sink = decisionLoop(shell, closers, 'events', decideEvents);
    for (const { name } of shell.plan.pure) sinks.set(name, sink);
    await attach({ consumer: consumers.events, sink });
  }
  if (consumers.commands !== undefined) {
    const sink = decisionLoop(shell, closers, 'commands', decideCommands);
    for (const { reaction } of shell.plan.byCommand.values()) sinks.set(reaction.name, sink);
    await attach({ consumer: consumers.commands, sink });
  }
  for (const [at, reaction] of shell.plan.calls.entries()) {
    const runner = new CallRunner(shell, reaction);
    closers.add(() => runner.stop());
    sinks.set(reaction.name, runner.deliveries);
    const consumer = consumers.calls[at];
    if (consumer !== undefined) await attach({ consumer, sink: runner.deliveries });
  }
  return (reaction, delivery) =>
    sinkOf(shell, sinks, reaction === NOBODY ? hearing(shell, delivery) : reaction).push(delivery);
}

/** A reaction that hears by now of what nobody heard of. */
function hearing({ plan }: Shell, { subject }: Delivery): string {
  const owner = subject.startsWith('evt.')
    ? plan.byEvent.get(parseEventSubject(subject))?.[0]
    : plan.byCommand.get(parseCommandSubject(subject).type)?.reaction;
  return owner?.name ?? NOBODY;
}

function sinkOf(shell: Shell, sinks: ReadonlyMap<string, Sink>, reaction: string): Sink {
  const sink = sinks.get(reaction);
  if (sink !== undefined) return sink;
  throw new RequestError(
    409,
    `no reaction is named ${reaction} in this version of ${shell.plan.name}`,
  );
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
    lifetimeMs: shell.settings.ACK_WAIT_SECONDS * 1_000,
    bounds: deliveryBounds(shell),
    sizeOf: sizeOfDelivery,
    handle: (batch) => decide(shell, connection, batch),
    onPoison: (delivery, error) => poisonous(shell, connection, delivery, error),
    keepAlive: (delivery) => delivery.keepAlive(),
    handBack: (delivery) => delivery.retryAfter(0),
    recovery: (error) => shell.database.recovery(error),
    log: shell.log.child({ loop: purpose }),
  });
  shell.health.add(`the ${purpose}`, () => worded(purpose, loop.problem));
  closers.add(async () => {
    await loop.stop();
    await connection.close();
  });
  return loop;
}

const worded = (what: string, problem: string | undefined): string | undefined =>
  problem === undefined ? undefined : `${what}: ${problem}`;
