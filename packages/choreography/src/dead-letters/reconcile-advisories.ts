import { z } from 'zod';
import { commandKey, recallCommands } from '../batch/command-log.ts';
import { readCommand, readEvent } from '../batch/decode-delivery.ts';
import type { Delivery } from '../batch/delivery.ts';
import { placeOf } from '../batch/place-of.ts';
import type { ConnectedShell } from '../batch/shell.ts';
import type { AnyReaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import { parseCommandSubject, parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/connection.ts';
import { Pipeline } from '../postgres/pipeline.ts';
import { storable } from '../postgres/storable.ts';
import { type ConsumerPlan, messageConsumers } from '../topology/consumers.ts';
import { COMMANDS } from '../topology/streams.ts';
import { bury } from './bury.ts';
import { letterIdOf } from './letter-id.ts';
import { recallMessage } from './recall-message.ts';

/** The broker has stopped delivering a message of which nobody here says that it is done with. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
}

/** What the broker tells: of this consumer's message at this sequence. */
const advisory = z.object({
  stream: z.string(),
  consumer: z.string(),
  stream_seq: z.int().positive(),
  deliveries: z.int().default(0),
  reason: z.string().default(''),
});
type Advisory = z.infer<typeof advisory>;

const positionOf = ({ stream, stream_seq: sequence }: Advisory): string => `${stream}:${sequence}`;

/**
 * Makes sure that a message which the broker delivers no more has ended well, or is a dead letter of each reaction that it has not reached (D5). The service ends deliveries by
 * itself, after it has written the dead letter, so this finds something only when somebody else has: by a limit on deliveries, or by hand. Idempotent.
 */
export async function reconcileAdvisories(
  shell: ConnectedShell,
  connection: Connection,
  batch: readonly Delivery[],
): Promise<void> {
  const told = batch.map((delivery) => ({ delivery, advisory: read(delivery) }));
  const positions = told.flatMap(({ advisory: it }) => (it === undefined ? [] : positionOf(it)));
  const buried = await buriedAt(connection, positions);
  for (const { delivery, advisory: it } of told) {
    if (it === undefined)
      shell.log.warn({ subject: delivery.subject }, 'an advisory is unreadable');
    // a delivery is terminated by the service itself only when all its reactions are done or have their letters
    else if (!(isTerminated(delivery) && buried.has(positionOf(it)))) {
      await reconcile(shell, connection, it);
    }
    delivery.acknowledge();
  }
}

const isTerminated = ({ subject }: Delivery): boolean => subject.includes('.MSG_TERMINATED.');

function read({ body }: Delivery): Advisory | undefined {
  try {
    return advisory.parse(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return undefined;
  }
}

async function buriedAt(
  connection: Connection,
  positions: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await connection.run((session) =>
    new Pipeline(session).ask(
      `select position from dead_letter where position = any($1::text[])
       union select position from dead_letter_settled where position = any($1::text[])`,
      [positions],
    ),
  );
  return new Set(rows.map((row) => String(row['position'])));
}

async function reconcile(
  shell: ConnectedShell,
  connection: Connection,
  it: Advisory,
): Promise<void> {
  const plan = messageConsumers(shell.plan).find(({ durable }) => durable === it.consumer);
  if (plan === undefined) return;
  const position = positionOf(it);
  const delivery = await recallMessage(shell.broker, plan, it.stream_seq);
  if (delivery === undefined) {
    shell.log.error({ position }, 'a message was given up by the broker and is not there any more');
    return;
  }
  const { id, message, reactions } = describe(shell, plan, delivery);
  const open = await withoutEnd(connection, { id, message, delivery }, reactions);
  for (const reaction of open) {
    const error = new AbandonedError(
      `the broker stopped delivering it after ${it.deliveries} deliveries, without a word of the service`,
    );
    shell.log.error(
      { err: error, position, reaction: reaction.name },
      'an abandoned message became a dead letter',
    );
    await bury(shell, connection, {
      reaction: reaction.name,
      delivery,
      messageId: id,
      messageName: message?.name ?? delivery.header('ce-type') ?? delivery.subject,
      key: message?.key ?? delivery.header('ce-subject') ?? id,
      reason: 'abandoned',
      error,
      attempts: it.deliveries,
    });
  }
}

interface Described {
  readonly id: string;
  /** Absent when it cannot be read. */
  readonly message?: Message | undefined;
  readonly reactions: readonly AnyReaction[];
}

/** Whose message it is, and under which id it is known. */
function describe(
  { plan }: ConnectedShell,
  { stream, durable }: ConsumerPlan,
  delivery: Delivery,
): Described {
  if (stream === COMMANDS) {
    const owner = plan.byCommand.get(parseCommandSubject(delivery.subject).type);
    if (owner === undefined) return { id: delivery.position, reactions: [] };
    const command = readCommand(owner.contract, delivery);
    const reactions = [owner.reaction];
    return command.ok
      ? { id: letterIdOf(command.message), message: command.message, reactions }
      : { id: delivery.position, reactions };
  }
  const type = parseEventSubject(delivery.subject);
  const call = plan.calls.find(({ name }) => durable === `${plan.name}-${name}`);
  const reactions = call === undefined ? (plan.byEvent.get(type) ?? []) : [call];
  const contract = plan.events.get(type);
  if (contract === undefined) return { id: delivery.position, reactions };
  const event = readEvent(contract, delivery);
  return event.ok
    ? { id: event.message.id, message: event.message, reactions }
    : { id: event.id, reactions };
}

/** The reactions that have neither handled the message nor kept it. */
async function withoutEnd(
  connection: Connection,
  { id, message, delivery }: Omit<Described, 'reactions'> & { readonly delivery: Delivery },
  reactions: readonly AnyReaction[],
): Promise<readonly AnyReaction[]> {
  if (reactions.length === 0) return [];
  return await connection.run(async (session) => {
    const pipeline = new Pipeline(session);
    const ended = new Set<string>();
    const names = reactions.map(({ name }) => name);
    const kept = await pipeline.ask(
      `select reaction from (
         select reaction, message_id, position from dead_letter union all select reaction, message_id, position from dead_letter_settled
         union all select reaction, message_id, position from waiting_message
       ) k where reaction = any($1::text[]) and (message_id = $2::text or position = $3::text)`,
      [names, storable(id), delivery.position],
    );
    for (const row of kept) ended.add(String(row['reaction']));
    if (delivery.position.startsWith(COMMANDS)) {
      const { type, userId: actor = '' } = parseCommandSubject(delivery.subject);
      // one that could not be read is known by its place
      const command = { command: type, actor, id: message?.id ?? placeOf(delivery) };
      const known = await recallCommands(pipeline, [command]);
      if (known.has(commandKey(command))) return [];
    } else if (message !== undefined) {
      const seen = await pipeline.ask(
        'select reaction from inbox where event_id = $1::uuid and reaction = any($2::text[])',
        [id, names],
      );
      for (const row of seen) ended.add(String(row['reaction']));
    }
    return reactions.filter(({ name }) => !ended.has(name));
  });
}
