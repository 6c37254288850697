import type { Delivery } from '../batch/delivery.ts';

/** Takes a kept message back into the normal path of its reaction. Throws a `RequestError` when this version has no such reaction. */
export type Redeliver = (reaction: string, delivery: Delivery) => void;
