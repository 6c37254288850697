/** The key under which everything about one person is sealed. */
export interface PersonKey {
  readonly userId: string;
  /** Sealed under the master key; null once it is destroyed. */
  readonly wrapped: string | null;
  readonly madeAt: Date;
  readonly destroyedAt: Date | null;
}

/** The key after its destruction: what was sealed under it can never be read again. */
export function destroyed(key: PersonKey, now: Date): PersonKey {
  return key.wrapped === null ? key : { ...key, wrapped: null, destroyedAt: now };
}

/** What stands in the place of a key that was never seen. */
export function tombstone(userId: string, now: Date): PersonKey {
  return { userId, wrapped: null, madeAt: now, destroyedAt: now };
}
