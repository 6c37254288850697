/** What a person may do. */
export type Role = 'customer' | 'operator';

/** The person who asks, as their access token says. */
export interface Reader {
  readonly userId: string;
  readonly roles: readonly Role[];
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}
