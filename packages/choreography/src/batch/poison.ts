import { parseCommandSubject } from '../messaging/subjects.ts';
import { isTransient } from '../postgres/transient.ts';
import type { Connection } from '../postgres/connection.ts';
import { decideApart } from './decide-events.ts';
import { readCommand } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { refuseUntold } from './refuse-commands.ts';
import { settleFailures } from './settle-failure.ts';
import type { Shell } from './shell.ts';

/** Settles a message whose transaction fails even when it is alone in it, because of what it makes the database do. */
export async function poisonous(
  shell: Shell,
  connection: Connection,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  const command = shell.plan.byCommand.get(parseCommandSubject(delivery.subject).type);
  if (command === undefined) return await decideApart(shell, connection, delivery, error);
  const read = readCommand(command.contract, delivery);
  // what may pass shall not cost it its rejection
  if (!read.ok && isTransient(error)) throw error;
  if (!read.ok)
    return await refuseUntold(shell, connection, { ...command, delivery, problem: read });
  const { message } = read;
  const { reaction } = command;
  await settleFailures(shell, connection, [{ delivery, message, reaction, error }]);
}
