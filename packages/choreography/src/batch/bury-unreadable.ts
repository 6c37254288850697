import type { AnyReaction } from '../definition/define-reaction.ts';
import { bury } from '../dead-letters/bury.ts';
import { parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/connection.ts';
import type { Unreadable } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Shell } from './shell.ts';

/** Keeps an event that cannot be read as a dead letter of each reaction that it was meant for, and gives it up. */
export async function buryUnreadable(
  shell: Shell,
  connection: Connection,
  delivery: Delivery,
  reactions: readonly AnyReaction[],
  { id, subjectId, problems }: Unreadable,
): Promise<void> {
  const type = parseEventSubject(delivery.subject);
  const text = problems.map((problem) => `${problem.field}: ${problem.message}`).join('; ');
  for (const reaction of reactions) {
    shell.log.error(
      { reaction: reaction.name, position: delivery.position, problems },
      'an event cannot be read',
    );
    await bury(shell, connection, {
      reaction: reaction.name,
      delivery,
      messageId: id,
      messageName: delivery.header('ce-type') ?? type,
      key: delivery.header('ce-subject') ?? subjectId ?? id,
      reason: 'unreadable',
      error: new Error(text),
      attempts: 1,
    });
  }
  delivery.giveUp('unreadable');
}
