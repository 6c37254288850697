import { OBSERVER } from '@murmuration/broker';
import { serviceInbox } from '@murmuration/choreography';
import { connect, type Murmuration } from '@murmuration/client';
import type { Session } from '../connection/session.ts';

/** Connects as the user that is named, or as the observer of the local run, who can change nothing. */
export async function connectAsObserver(session: Session): Promise<Murmuration> {
  const { url, ...named } = await session.connection();
  const state = await session.devState();
  const isOperator = named.user === state?.natsUser;
  const { user, password } = (isOperator && state?.natsObserver) || named;
  return await connect({
    url,
    name: 'murmur',
    ...(user !== undefined && { user, password: password ?? '' }),
    ...(user === OBSERVER && { inboxPrefix: serviceInbox(OBSERVER) }),
  });
}
