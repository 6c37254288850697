import { type Actor, defineReaction, type StoreView } from '@murmuration/choreography';
import { eraseUser, userErased } from '@murmuration/contracts';
import { decideErasure, type Eraser } from '../domain/decide-erasure.ts';
import { isOperator, type User } from '../domain/user.ts';
import { personKeys, users } from '../store/schema.ts';

/** Destroys a person's key, and tells everybody. */
export const eraseUserReaction = defineReaction({
  name: 'erase-user',
  on: [eraseUser],
  emits: [userErased],
  stores: { personKeys, users },
  keys: {
    personKeys: ({ data }) => data.userId,
    users: ({ data, actor }) => (actor.kind === 'user' ? [data.userId, actor.userId] : data.userId),
  },
  decide: ({ data: { userId }, actor }, state, { now }) => {
    const [user, key] = [state.users.get(userId), state.personKeys.get(userId)];
    return decideErasure(userId, user, key, eraserOf(actor, state.users), now);
  },
});

/** The broker says who asks; whether that is an operator, we know ourselves. */
function eraserOf(actor: Actor, known: StoreView<User>): Eraser {
  if (actor.kind === 'trusted') return actor;
  const { userId } = actor;
  return { kind: 'user', userId, isOperator: isOperator(known.get(userId)) };
}
