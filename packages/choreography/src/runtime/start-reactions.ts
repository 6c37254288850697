import type { ConnectedShell } from '../batch/shell.ts';
import type { Redeliver } from '../dead-letters/redeliver.ts';
import { startReconciling } from '../dead-letters/start-reconciling.ts';
import { Subscription } from '../topology/subscription.ts';
import type { Closers } from './closers.ts';
import { type Intake, openLoops } from './open-loops.ts';

/** Starts the loops of all reactions; returns the way back in for dead letters. */
export async function startReactions(shell: ConnectedShell, closers: Closers): Promise<Redeliver> {
  const redeliver = await openLoops(shell, closers, (intake) => subscribe(shell, closers, intake));
  await startReconciling(shell, closers);
  return redeliver;
}

async function subscribe(
  shell: ConnectedShell,
  closers: Closers,
  { consumer, sink }: Intake,
): Promise<void> {
  const subscription = new Subscription(shell, consumer, sink);
  await subscription.start();
  const { durable } = consumer;
  shell.health.add(`consumer ${durable}`, () =>
    subscription.isPulling ? undefined : `consumer ${durable} went away and is made again`,
  );
  closers.add(() => subscription.stop());
}
