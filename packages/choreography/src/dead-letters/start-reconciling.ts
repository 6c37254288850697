import { BatchLoop } from '../batch/batch-loop.ts';
import type { Delivery } from '../batch/delivery.ts';
import { deliveryBounds, sizeOfDelivery } from '../batch/delivery-bounds.ts';
import type { ConnectedShell } from '../batch/shell.ts';
import type { Closers } from '../runtime/closers.ts';
import { advisoryConsumer } from '../topology/consumers.ts';
import { Subscription } from '../topology/subscription.ts';
import { reconcileAdvisories } from './reconcile-advisories.ts';

const AGAIN_MS = 1_000;

/** Listens to what the broker tells of messages that it delivers no more, and sees to it that each has ended well or is a dead letter. */
export async function startReconciling(shell: ConnectedShell, closers: Closers): Promise<void> {
  const plan = advisoryConsumer(shell.plan);
  if (plan === undefined) return;
  const connection = shell.connect('advisories');
  const loop = new BatchLoop<Delivery>({
    maxBatch: shell.settings.BATCH_SIZE,
    lifetimeMs: shell.settings.ACK_WAIT_SECONDS * 1_000,
    bounds: deliveryBounds(shell),
    sizeOf: sizeOfDelivery,
    handle: (batch) => reconcileAdvisories(shell, connection, batch),
    onPoison: async (delivery, error) => {
      shell.log.warn({ err: error, subject: delivery.subject }, 'an advisory is looked at again');
      delivery.retryAfter(AGAIN_MS);
    },
    keepAlive: (delivery) => delivery.keepAlive(),
    handBack: (delivery) => delivery.retryAfter(0),
    recovery: (error) => shell.database.recovery(error),
    log: shell.log.child({ loop: 'advisories' }),
  });
  closers.add(async () => {
    await loop.stop();
    await connection.close();
  });
  const subscription = new Subscription(shell, plan, loop);
  await subscription.start();
  closers.add(() => subscription.stop());
}
