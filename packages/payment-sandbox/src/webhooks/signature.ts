import { createHmac } from 'node:crypto';

/**
 * The value of a `Stripe-Signature` header.
 * @param atSeconds seconds since the epoch; verifiers refuse signatures older than 5 minutes
 */
export function signPayload(payload: string, secret: string, atSeconds: number): string {
  const digest = createHmac('sha256', secret).update(`${atSeconds}.${payload}`).digest('hex');
  return `t=${atSeconds},v1=${digest}`;
}
