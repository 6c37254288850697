import type { Message } from '@murmuration/choreography';
import type { Outside } from '../world/outside.ts';
import type { Fault } from '../world/rules.ts';
import type { ServiceState } from '../world/service-state.ts';

/** All that there is of one order: what each service knows of it, what was said of it, and what happened outside for it. */
export interface OrderWorld {
  /** In the order of the shop's services. */
  readonly services: readonly ServiceState[];
  /** Everything that was published, sorted by id. What is published stays: to deliver it late, twice or in another order is to apply it then. */
  readonly stream: readonly Message[];
  readonly outside: Outside;
  /** How often faults have changed something that are allowed a limited number of times. */
  readonly spent: Readonly<Partial<Record<Fault, number>>>;
  /** Which of the moments of the clock it is. */
  readonly moment: number;
}
