/*
 * The life of an account: (registered: a code is under way) ──confirmed──▶ active ──user.erased──▶ erased. An erased account keeps its id
 * alone, so that nothing can bring it back.
 */
export type AccountStatus = 'active' | 'erased';

export interface Account {
  readonly userId: string;
  readonly status: AccountStatus;
  /** A keyed hash of the mail address; null once erased. */
  readonly emailIndex: string | null;
  /** In the PHC format; null once erased. */
  readonly passwordHash: string | null;
  readonly changedAt: Date;
  readonly version: number;
}

/** A new account. */
export function activeAccount(
  userId: string,
  emailIndex: string,
  passwordHash: string,
  now: Date,
): Account & { readonly emailIndex: string; readonly passwordHash: string } {
  return { userId, status: 'active', emailIndex, passwordHash, changedAt: now, version: 1 };
}

type ErasureDecision =
  | { readonly save: { readonly accounts: readonly Account[] } }
  | { readonly ignored: string };

/** Takes an account's credentials away for good. Of somebody without one the id is kept, so that a late confirmation makes none. */
export function eraseAccount(
  known: Account | undefined,
  userId: string,
  now: Date,
): ErasureDecision {
  if (known?.status === 'erased') return { ignored: 'the account is erased already' };
  const erased: Account = {
    userId,
    status: 'erased',
    emailIndex: null,
    passwordHash: null,
    changedAt: now,
    version: (known?.version ?? 0) + 1,
  };
  return { save: { accounts: [erased] } };
}
