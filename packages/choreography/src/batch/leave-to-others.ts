import { bury } from '../dead-letters/bury.ts';
import type { Connection } from '../postgres/connection.ts';
import { storable } from '../postgres/storable.ts';
import type { ConsumerPlan } from '../topology/consumers.ts';
import type { Delivery } from './delivery.ts';
import { placeOf } from './place-of.ts';
import type { Shell } from './shell.ts';

/** Whose dead letter it is when no reaction of any running version hears of a message. */
export const NOBODY = 'nobody';

const COMES_AGAIN_MS = 1_000;

/** What this version does not know: its type, the filters by which it comes, and to whom. */
interface Unheard {
  readonly consumer: Pick<ConsumerPlan, 'stream' | 'durable'>;
  /** The one reaction that the consumer is for; `nobody` where it is for several. */
  readonly reaction: string;
  readonly type: string;
  readonly filters: readonly string[];
}

/**
 * A message that nothing in this version reacts to. The consumer is shared by all processes of the service, so in the midst of a deployment it is for a newer version: it comes
 * again until one of its processes takes it. When no process hears of it a deployment was taken back, or a reaction is no more. Then the message is kept as a dead letter, to be
 * redriven by a version that knows it, and the consumer stops hearing its type; otherwise so many would wait in the end that nothing else is delivered.
 */
export async function leaveToOthers(
  shell: Shell,
  connection: Connection,
  delivery: Delivery,
  { consumer, reaction, type, filters }: Unheard,
): Promise<void> {
  const { subject, position, attempt, kept } = delivery;
  const about = { subject, position, deliveries: attempt };
  if (kept !== undefined) return delivery.giveUp('nobody knows it');
  if (await shell.hearing.isHeard(consumer, filters)) {
    shell.log.warn(
      about,
      'nothing in this version reacts to this message; it is left to another one',
    );
    return delivery.retryAfter(COMES_AGAIN_MS);
  }
  shell.log.error(
    about,
    'no process of any version reacts to this message; its type is not heard any more',
  );
  const isEvent = subject.startsWith('evt.');
  await bury(shell, connection, {
    reaction,
    delivery,
    // senders choose the ids of commands, and two may choose the same
    messageId: (isEvent ? delivery.header('ce-id') : undefined) ?? placeOf(delivery),
    messageName: delivery.header('ce-type') ?? type,
    key: storable(delivery.header('ce-subject') ?? position),
    reason: 'unheard',
    error: new Error(`no reaction of ${shell.plan.name} hears of ${type}`),
    attempts: attempt,
  });
  await stopHearing(shell, consumer, filters);
  delivery.giveUp('dead letter');
}

/** What is not heard any more is no loss when it goes on a while: the next message of the type tries again. */
async function stopHearing(
  shell: Shell,
  consumer: Unheard['consumer'],
  filters: readonly string[],
): Promise<void> {
  try {
    await shell.hearing.stopHearing(consumer, filters);
  } catch (error) {
    shell.log.warn({ err: error, consumer: consumer.durable }, 'its filters could not be changed');
  }
}
