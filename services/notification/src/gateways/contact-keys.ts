import {
  circuit,
  RequestError,
  type RunningService,
  UnavailableError,
} from '@murmuration/choreography';
import { personKey } from '@murmuration/contracts';
import { type KeyRing, keyRing, personKeyFrom } from '@murmuration/personal-data';

const TOO_SLOW = 408;
const SERVER_ERRORS = 500;

/** The keys of customers, asked of user and kept for a minute. Throws an `UnavailableError` while user does not answer. */
export function contactKeys(running: Promise<Pick<RunningService, 'ask'>>): KeyRing {
  const call = circuit('user');
  return keyRing({
    load: (userId, signal) =>
      call(async () => {
        const { ask } = await running;
        const { key } = await ask(personKey, { userId }).catch(asUnavailable);
        return key === null ? null : personKeyFrom(key);
      }, signal),
  });
}

function asUnavailable(error: unknown): never {
  const status = error instanceof RequestError ? error.status : 0;
  if (status !== TOO_SLOW && status < SERVER_ERRORS) throw error;
  throw new UnavailableError('user does not tell the keys of contacts', { cause: error });
}
