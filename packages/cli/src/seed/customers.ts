/** Somebody who buys in the demonstration shop. */
export interface DemoCustomer {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** Who buys in the demonstration shop; `ada` does when an order names nobody else. */
export const customers: readonly [DemoCustomer, ...DemoCustomer[]] = [
  customer('ada', 'Ada Lovelace'),
  customer('grace', 'Grace Hopper'),
  customer('barbara', 'Barbara Liskov'),
  customer('edsger', 'Edsger Dijkstra'),
  customer('leslie', 'Leslie Lamport'),
  customer('tony', 'Tony Hoare'),
];

function customer(userId: string, name: string): DemoCustomer {
  return { userId, name, email: `${userId}@example.com` };
}
