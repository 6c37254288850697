import { eventSubject } from '@murmuration/choreography';
import { newId } from '@murmuration/choreography/simulation';
import { userUpdated } from '@murmuration/contracts';
import { seal } from '@murmuration/personal-data';
import type { Customers } from './customers.ts';
import { CUSTOMERS, personKey } from './definitions.ts';

/** Tells what a service has told that is not simulated: how customers are reached. */
export class Contacts {
  private readonly customers: Customers;
  private readonly ids = new Map<string, string>();

  constructor(customers: Customers) {
    this.customers = customers;
  }

  /** Whether an event is one of these. */
  has(id: string): boolean {
    return [...this.ids.values()].includes(id);
  }

  /** Publishes them; `again` when the broker may have lost them, as their owner would. */
  tell(again = false): void {
    for (const customerId of CUSTOMERS) {
      const contact = JSON.stringify({ email: `${customerId}@example.com`, name: customerId });
      const sealed = seal(personKey, { personId: customerId, purpose: 'contact' }, contact);
      const draft = userUpdated.of({ userId: customerId, version: 1, contact: sealed });
      const id = this.ids.get(customerId) ?? newId();
      this.ids.set(customerId, id);
      this.customers.tell(eventSubject(draft.contract.type, customerId), draft, id, again);
    }
  }
}
