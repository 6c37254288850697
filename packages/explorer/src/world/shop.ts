import type { ServiceDefinition } from '@murmuration/choreography';
import { inventoryService } from '@murmuration/inventory';
import { notificationService } from '@murmuration/notification';
import { orderService } from '@murmuration/order';
import { paymentService } from '@murmuration/payment';
import { Desk } from './gateways.ts';
import { type Rules, usualRules } from './rules.ts';

/** The services that take part, with gateways that lead to the desk, and the rules of their world. */
export interface Shop {
  readonly services: readonly ServiceDefinition[];
  readonly desk: Desk;
  readonly rules: Rules;
}

/** The services of the saga: the definitions that run in production. */
export function sagaShop(rules: Rules = usualRules): Shop {
  const desk = new Desk();
  return { services: [orderService(), inventoryService(), paymentService(desk)], desk, rules };
}

/** The service that writes to customers: nothing that it says comes back to the saga. */
export function mailShop(rules: Rules = usualRules): Shop {
  const desk = new Desk();
  return { services: [notificationService({ mailer: desk, keys: desk })], desk, rules };
}
