/** How a customer is reached, as of the newest event that was seen. */
export interface ContactReplica {
  readonly customerId: string;
  /** Mail address and name, sealed under the customer's key; null once the customer is erased. */
  readonly contact: string | null;
  /** The customer's own version: the highest wins, in whatever order the events arrive. */
  readonly version: number;
}

type ReplicaDecision =
  | { readonly save: { readonly contacts: readonly [ContactReplica] } }
  | { readonly ignored: string };

/** Keeps the newest that was told of a customer. */
export function decideContact(
  known: ContactReplica | undefined,
  told: ContactReplica,
): ReplicaDecision {
  if (known === undefined || known.version < told.version) return { save: { contacts: [told] } };
  const { customerId, version } = told;
  return {
    ignored: `version ${version} of ${customerId} is not newer than version ${known.version}`,
  };
}
