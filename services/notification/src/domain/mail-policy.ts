/** What the shop may choose about its mails. */
export interface MailPolicy {
  /**
   * How long a mail waits for a contact that was never heard of, in seconds: the replica may lag behind the order. Afterwards
   * there is nobody to write to.
   */
  readonly contactWaitSeconds: number;
}

/** A minute. */
export const defaultPolicy: MailPolicy = { contactWaitSeconds: 60 };
