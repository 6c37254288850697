import { createHash } from 'node:crypto';
import type { Delivery } from './delivery.ts';

/** What tells a message without an id of its own from any other: its position, and what stands there, should the stream begin anew. */
export function placeOf({ position, body }: Pick<Delivery, 'position' | 'body'>): string {
  const fingerprint = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return `${position}:${fingerprint}`;
}
