import { createHash } from 'node:crypto';
import { RequestRefused } from '../domain/stripe-error.ts';
import type { IdempotencyStore, StoredAnswer } from '../store/idempotency.store.ts';
import { canonicalForm, type FormObject } from './form-body.ts';

const LONGEST_KEY = 255;

/** What makes two requests the same request. */
export interface KeyedRequest {
  readonly key: string;
  readonly path: string;
  readonly fingerprint: string;
}

/** Reads the Idempotency-Key of a request. @throws RequestRefused 400 when it is too long */
export function keyedRequest(key: string, path: string, form: FormObject): KeyedRequest {
  if (key.length > LONGEST_KEY) {
    const message = `Idempotency keys are at most ${LONGEST_KEY} characters long.`;
    throw new RequestRefused(400, { type: 'idempotency_error', message });
  }
  const fingerprint = createHash('sha256').update(canonicalForm(form)).digest('hex');
  return { key, path, fingerprint };
}

/**
 * One key, one execution: the first answer is replayed to the same request, another request is
 * refused, and so is the same one while the first is still being executed.
 */
export class IdempotencyGuard {
  readonly #inProgress = new Set<string>();
  readonly #store: IdempotencyStore;

  constructor(store: IdempotencyStore) {
    this.#store = store;
  }

  /** @throws RequestRefused 400 for other parameters, 409 while the key is in use */
  async run<T>(
    request: KeyedRequest,
    on: {
      readonly replay: (stored: StoredAnswer) => Promise<T>;
      readonly execute: () => Promise<T>;
    },
  ): Promise<T> {
    const { key } = request;
    if (this.#inProgress.has(key)) throw keyInUse(key);
    const stored = this.#store.find(key, Date.now());
    if (stored !== undefined) requireSame(stored, request);
    this.#inProgress.add(key);
    try {
      return await (stored === undefined ? on.execute() : on.replay(stored));
    } finally {
      this.#inProgress.delete(key);
    }
  }
}

function keyInUse(key: string): RequestRefused {
  return new RequestRefused(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message: `There is another request in progress with the Idempotency-Key ${key}. Try again later.`,
  });
}

function requireSame(stored: StoredAnswer, { key, path, fingerprint }: KeyedRequest): void {
  if (stored.path === path && stored.fingerprint === fingerprint) return;
  const same = stored.path === path ? 'parameters' : 'endpoint';
  throw new RequestRefused(400, {
    type: 'idempotency_error',
    message:
      `Keys for idempotent requests can only be used with the same ${same} they were first used ` +
      `with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}
