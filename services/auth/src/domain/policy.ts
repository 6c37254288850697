const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often something may be tried, and how the pauses between further attempts grow. */
export interface AttemptPolicy {
  /** So many attempts need no pause. */
  readonly free: number;
  /** The pause after the last free attempt, in milliseconds; it doubles with each further one. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** After so long without an attempt, in milliseconds, all is forgotten. */
  readonly forgottenAfterMs: number;
}

/** Everything about accounts and sessions that a shop may want otherwise. Durations in milliseconds unless named otherwise. */
export interface AuthPolicy {
  /** Who signs the access tokens: the claim `iss`. */
  readonly issuer: string;
  readonly accessTokenSeconds: number;
  /** A session ends when it was not refreshed for so long. */
  readonly sessionIdleMs: number;
  /** A session ends so long after it began, however busy it is. */
  readonly sessionMs: number;
  /** Open sessions of one person; the longest unused ends when one more begins. */
  readonly sessionsPerUser: number;
  /** So long a used refresh token still gets its successor again: the reply may have been lost. */
  readonly refreshGraceMs: number;
  readonly confirmationCodeMs: number;
  readonly resetCodeMs: number;
  /** A signing key signs for so long. */
  readonly signingKeyMs: number;
  /** A signing key is published for so long before it signs, so that everybody who caches keys has it by then. */
  readonly signingKeyLeadMs: number;
  readonly attempts: {
    /** Failures to prove that an account is one's own: passwords and codes. */
    readonly perAccount: AttemptPolicy;
    /** Failures and requests from one client address. */
    readonly perAddress: AttemptPolicy;
    /** Mails of one kind that one mail address is sent on the word of a stranger at one place. */
    readonly mails: AttemptPolicy;
  };
}

export const defaultPolicy: AuthPolicy = {
  issuer: 'https://auth.murmuration.example',
  accessTokenSeconds: 600,
  sessionIdleMs: 30 * DAY_MS,
  sessionMs: 90 * DAY_MS,
  sessionsPerUser: 20,
  refreshGraceMs: 10 * SECOND_MS,
  confirmationCodeMs: HOUR_MS,
  resetCodeMs: 30 * MINUTE_MS,
  signingKeyMs: 30 * DAY_MS,
  signingKeyLeadMs: HOUR_MS,
  attempts: {
    perAccount: {
      free: 5,
      firstPauseMs: SECOND_MS,
      longestPauseMs: 15 * MINUTE_MS,
      forgottenAfterMs: 2 * HOUR_MS,
    },
    perAddress: {
      free: 20,
      firstPauseMs: SECOND_MS,
      longestPauseMs: 5 * MINUTE_MS,
      forgottenAfterMs: 30 * MINUTE_MS,
    },
    mails: {
      free: 3,
      firstPauseMs: MINUTE_MS,
      longestPauseMs: HOUR_MS,
      forgottenAfterMs: 3 * HOUR_MS,
    },
  },
};
