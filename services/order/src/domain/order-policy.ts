/** What the shop may set. */
export interface OrderPolicy {
  /** An order that is not confirmed this many seconds after it was placed is cancelled. */
  readonly deadlineSeconds: number;
}

export const defaultPolicy: OrderPolicy = { deadlineSeconds: 900 };
