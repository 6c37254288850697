import type { Message } from '../definition/message.ts';
import { parseCommandSubject } from '../messaging/subjects.ts';

/** Under which a message is known to its dead letter: end users choose the ids of their commands, and two may choose the same. */
export const letterIdOf = ({ actor, id }: Pick<Message, 'actor' | 'id'>): string =>
  actor.kind === 'user' ? `${actor.userId}/${id}` : id;

/** The id of the command that a letter is about, as its sender has chosen it. */
export function commandIdIn(letterId: string, subject: string): string {
  const { userId } = parseCommandSubject(subject);
  const prefix = `${userId}/`;
  return letterId.startsWith(prefix) ? letterId.slice(prefix.length) : letterId;
}
