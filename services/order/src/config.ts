import { runtimeSettings } from '@murmuration/choreography';
import { z } from 'zod';
import { defaultPolicy } from './domain/order-policy.ts';

/** The environment of this service: what the runtime needs, and the shop's policy. */
export const orderSettings = runtimeSettings.extend({
  /** How long an order may wait for stock and money, in seconds. */
  ORDER_DEADLINE_SECONDS: z.coerce.number().int().min(1).default(defaultPolicy.deadlineSeconds),
});
