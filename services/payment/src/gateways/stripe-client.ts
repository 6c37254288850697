import { Stripe } from 'stripe';

export interface StripeClientOptions {
  readonly secretKey: string;
  /** Another address than Stripe's own, such as a sandbox's: `http://127.0.0.1:12111`. */
  readonly baseUrl?: string | undefined;
  /** How long one request may take, in milliseconds. Default 8,000. */
  readonly timeoutMs?: number;
}

const USUAL_TIMEOUT_MS = 8_000;

/**
 * The official client, without retries of its own: the reaction repeats, and keeps the record. (A request whose connection
 * was cut it repeats once all the same, under the same key.)
 */
export function stripeClient(options: StripeClientOptions): Stripe {
  const { secretKey, baseUrl, timeoutMs = USUAL_TIMEOUT_MS } = options;
  const address = baseUrl === undefined ? {} : addressOf(new URL(baseUrl));
  return new Stripe(secretKey, {
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
    ...address,
  });
}

function addressOf(url: URL): { host: string; port: string; protocol: 'http' | 'https' } {
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? '443' : '80') : url.port;
  return { host: url.hostname, port, protocol: secure ? 'https' : 'http' };
}
