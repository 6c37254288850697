import { parseCommandSubject, parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/client.ts';
import { readCommand, readEvent } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { settleFailure } from './settle-failure.ts';
import type { Shell } from './shell.ts';

/** A message whose transaction fails even when it is alone in it, because of what it makes the database do. */
export async function poisonous(
  shell: Shell,
  connection: Connection,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  const command = shell.plan.byCommand.get(parseCommandSubject(delivery.subject).type);
  if (command !== undefined) {
    const read = readCommand(command.contract, delivery);
    if (read.ok)
      await settleFailure(shell, connection, {
        delivery,
        message: read.message,
        reaction: command.reaction,
        error,
      });
    return;
  }
  const type = parseEventSubject(delivery.subject);
  const contract = shell.plan.events.get(type);
  const [reaction] = shell.plan.byEvent.get(type) ?? [];
  if (contract === undefined || reaction === undefined) return;
  const read = readEvent(contract, delivery);
  if (read.ok)
    await settleFailure(shell, connection, { delivery, message: read.message, reaction, error });
}
