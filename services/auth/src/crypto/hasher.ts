import { type Deadline, RequestError } from '@murmuration/choreography';
import { bulkhead, isBulkheadRejectedError } from 'cockatiel';
import { normalised } from '../domain/password-rules.ts';
import {
  hashOfNothing,
  hashPassword,
  isOutdated,
  owaspCost,
  verifyPassword,
  type HashCost,
} from './password-hash.ts';

export interface HasherOptions {
  readonly pepper: Uint8Array;
  /** Default: what OWASP recommends. */
  readonly cost?: HashCost;
  /** Hashes made at once; each takes a core and its memory. Default 2. */
  readonly concurrency?: number;
  /** Further ones that may wait for their turn. Default 64. */
  readonly queue?: number;
  /** The work of a check. Default: Argon2id. */
  readonly verifyPassword?: typeof verifyPassword;
}

/** Makes and checks password hashes, a few at once. Throws a `RequestError`: 503 when too many wait, 408 when nobody waits any more. */
export interface Hasher {
  /** Throws when there is no room for one more, before anything else is done for it. */
  checkRoom(): void;
  hash(password: string, deadline: Deadline | undefined): Promise<string>;
  /** Whether the password is the one of the hash. Without a hash the same work is done, and the answer is no. */
  verify(
    hash: string | undefined,
    password: string,
    deadline: Deadline | undefined,
  ): Promise<boolean>;
  /** Whether a hash was made at another cost than today's. */
  isOutdated(hash: string): boolean;
}

const RETRY_SECONDS = 2;

function busy(): RequestError {
  const message = `too many passwords are being checked; try again in ${RETRY_SECONDS} seconds`;
  const problem = { field: '$', code: 'busy', message };
  return new RequestError(503, 'too many passwords are being checked', [problem], RETRY_SECONDS);
}

/** Hashing is slow on purpose: what is more than a machine can do is turned away at once instead of slowing down everything else. */
export function passwordHasher(options: HasherOptions): Hasher {
  const { pepper, cost = owaspCost, concurrency = 2, queue = 64 } = options;
  const matching = options.verifyPassword ?? verifyPassword;
  const room = bulkhead(concurrency, queue);
  const nothing = hashOfNothing(cost);
  const inTurn = async <Result>(
    deadline: Deadline | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await room.execute(async () => {
        if (deadline !== undefined && deadline.leftMs <= 0) {
          throw new RequestError(408, 'the deadline of the request has passed');
        }
        return await work();
      });
    } catch (error) {
      throw isBulkheadRejectedError(error) ? busy() : error;
    }
  };
  return {
    checkRoom: () => {
      if (room.executionSlots + room.queueSlots <= 0) throw busy();
    },
    hash: (password, deadline) =>
      inTurn(deadline, () => hashPassword(normalised(password), cost, pepper)),
    verify: (hash, password, deadline) =>
      inTurn(deadline, async () => {
        const matches = await matching(hash ?? nothing, normalised(password), pepper);
        return hash !== undefined && matches;
      }),
    isOutdated: (hash) => isOutdated(hash, cost),
  };
}
