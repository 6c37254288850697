import type { CommandContract, EventDraft, Outcome, Problem } from '@murmuration/contracts';
import type { Reaction } from '../definition/define-reaction.ts';
import { bury } from '../dead-letters/bury.ts';
import { traceFrom } from '../messaging/ids.ts';
import { parseCommandSubject } from '../messaging/subjects.ts';
import { type Cause, outboxRow } from '../outbox/outbox-row.ts';
import type { Connection } from '../postgres/connection.ts';
import { Pipeline } from '../postgres/pipeline.ts';
import { commandKey, type CommandId, type CommandRecord, recallCommands } from './command-log.ts';
import { replyTo, type Unreadable } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { placeOf } from './place-of.ts';
import type { Shell } from './shell.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A command that cannot be read, and what would have decided it. */
export interface UnreadableCommand {
  readonly contract: CommandContract;
  readonly reaction: Reaction;
  readonly delivery: Delivery;
  readonly problem: Unreadable;
}

/**
 * An end user's command that cannot be read is rejected like one that may not be, together with the others of its batch. It is not kept as a dead letter: anybody could send
 * any number of them, and nobody would ever look at them.
 */
export function refuseEndUser(
  shell: Shell,
  unit: UnitOfWork,
  command: UnreadableCommand,
  known: Map<string, CommandRecord>,
): Outcome {
  const { contract, delivery, problem } = command;
  const reasons = [...problem.problems];
  const outcome: Outcome = { status: 'rejected', commandId: problem.id, reasons };
  const id = idOfRefusal(command);
  if (known.has(commandKey(id))) return outcome;
  const about = { commandId: problem.id, subjectId: problem.subjectId };
  const traceparent = traceFrom(delivery.header('traceparent'));
  const cause = { id: id.id, correlationId: problem.id, traceparent };
  emitRejection(shell, unit, { contract, message: cause }, about, reasons);
  const record = { ...id, bodyHash: '', outcome };
  unit.record(record);
  // a copy may stand in the same batch
  known.set(commandKey(id), record);
  return outcome;
}

/** A command that cannot be read, from a sender that the broker trusts, is rejected with every reason and kept as a dead letter: its program has to be mended. One that was discarded, and is delivered anew, is let go. */
export async function refuse(
  shell: Shell,
  connection: Connection,
  command: UnreadableCommand,
): Promise<void> {
  const { contract, problem } = command;
  const { id, subjectId, problems } = problem;
  const discarded = await connection.run((session) =>
    recallCommands(new Pipeline(session), [idOfRefusal(command)]),
  );
  if (discarded.size > 0) return command.delivery.acknowledge();
  const rejection = { commandId: id, command: contract.name, subjectId, reasons: [...problems] };
  await keepRefused(shell, connection, command, contract.rejection.of(rejection));
}

/** As the above, without an event: for one whose rejection cannot be published. */
export async function refuseUntold(
  shell: Shell,
  connection: Connection,
  command: UnreadableCommand,
): Promise<void> {
  await keepRefused(shell, connection, command, undefined);
}

async function keepRefused(
  shell: Shell,
  connection: Connection,
  { delivery, contract, reaction, problem }: UnreadableCommand,
  rejection: EventDraft | undefined,
): Promise<void> {
  const { id, subjectId, problems } = problem;
  const reasons = [...problems];
  shell.log.warn(
    { command: contract.name, commandId: id, reasons },
    'a command was rejected: it cannot be read',
  );
  await bury(shell, connection, {
    reaction: reaction.name,
    delivery,
    messageId: placeOf(delivery),
    messageName: contract.name,
    key: subjectId ?? id,
    reason: 'unreadable',
    error: new Error(reasons.map((reason) => `${reason.field}: ${reason.message}`).join('; ')),
    attempts: 1,
    ...(rejection !== undefined && { rejection }),
  });
  delivery.giveUp('unreadable');
  reply(shell, delivery, { status: 'rejected', commandId: id, reasons });
}

/** Tells everybody that a command was refused, with the commit. */
export function emitRejection(
  shell: Shell,
  unit: UnitOfWork,
  { contract, message }: { readonly contract: CommandContract; readonly message: Cause },
  about: { commandId: string; subjectId: string | null },
  reasons: readonly Problem[],
): void {
  const draft = contract.rejection.of({ ...about, command: contract.name, reasons: [...reasons] });
  unit.emit(outboxRow(draft, message, unit.now, shell.settings.OUTBOX_LANES));
}

/** Tells a sender that waits; one that is gone by now finds the outcome by sending the same command again. */
export function reply({ broker }: Shell, delivery: Delivery, outcome: Outcome): void {
  const subject = replyTo(delivery);
  if (subject === undefined || broker.isClosed() || broker.isDraining()) return;
  broker.publish(subject, JSON.stringify(outcome));
}

/** The end user who has sent it; empty for senders that the broker trusts. */
export const senderOf = ({ subject }: Delivery): string =>
  parseCommandSubject(subject).userId ?? '';

/** Its place: the id that it may bear is still free. */
export const idOfRefusal = ({ contract, delivery }: UnreadableCommand): CommandId => ({
  command: contract.type,
  actor: senderOf(delivery),
  id: placeOf(delivery),
});
