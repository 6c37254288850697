/** What the shop may choose about its users. */
export interface UserPolicy {
  /** How long a person may take to confirm the mail address, in seconds. */
  readonly pendingSeconds: number;
}

/** A day. */
export const defaultPolicy: UserPolicy = { pendingSeconds: 86_400 };
