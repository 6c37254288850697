import { ConfigError } from '@murmuration/choreography';
import { DEFAULT_ISSUER, type EdgeSettings } from './edge-settings.ts';

/** A reason not to start, or undefined. */
type Check = (settings: EdgeSettings) => string | undefined;

const SHORTEST_PASSWORD = 16;
const EVERYBODY = ['*', 'true', '0.0.0.0/0', '::/0', '0.0.0.0', '::'];

const natsTls: Check = ({ NATS_URL, PLAINTEXT_NATS }) => {
  if (PLAINTEXT_NATS === 'private-network') return undefined;
  if (NATS_URL.split(',').every((url) => /^(tls|wss):\/\//.test(url.trim()))) return undefined;
  return 'NATS_URL is not tls://: passwords and customers’ data would cross the network in clear. Use tls://, or say PLAINTEXT_NATS=private-network when nobody else can listen there.';
};

const natsCredentials: Check = ({ NATS_USER, NATS_PASSWORD }) => {
  if (NATS_USER === undefined || NATS_PASSWORD === undefined) {
    return 'NATS_USER and NATS_PASSWORD are not set: the broker would have to let anybody ask anything. Give the edge its own user.';
  }
  if (NATS_PASSWORD.length >= SHORTEST_PASSWORD && NATS_PASSWORD !== NATS_USER) return undefined;
  return `NATS_PASSWORD can be guessed. Use at least ${SHORTEST_PASSWORD} random characters.`;
};

const issuer: Check = ({ AUTH_ISSUER }) => {
  if (!AUTH_ISSUER.startsWith('https://')) {
    return 'AUTH_ISSUER is not https: its name can be taken by whoever answers for it on the network. Use the https address of the shop’s auth.';
  }
  if (AUTH_ISSUER !== DEFAULT_ISSUER) return undefined;
  return 'AUTH_ISSUER is the one for local work: tokens of a developer’s shop would name the same issuer. Set the same own issuer here and for auth.';
};

const cors: Check = ({ CORS_ORIGINS }) => {
  const unsafe = CORS_ORIGINS.find((origin) => !origin.startsWith('https://'));
  if (unsafe === undefined) return undefined;
  return `CORS_ORIGINS lists "${unsafe}": pages that anybody can write or alter could call the edge. List https origins, or none.`;
};

const proxies: Check = ({ TRUSTED_PROXIES }) => {
  if (TRUSTED_PROXIES.length === 0) {
    return 'TRUSTED_PROXIES is not set: the edge speaks plain HTTP, so something before it ends TLS; without its address all clients count as one. Name its addresses or ranges, such as 10.0.0.0/8 or uniquelocal.';
  }
  const everybody = TRUSTED_PROXIES.find((range) => EVERYBODY.includes(range));
  if (everybody === undefined) return undefined;
  return `TRUSTED_PROXIES lists "${everybody}", so whoever connects could claim another address, and with it evade every limit. Name the proxies.`;
};

const CHECKS: readonly Check[] = [natsTls, natsCredentials, issuer, cors, proxies];

/** Throws a `ConfigError` that lists every setting that is unsafe in production, and why; elsewhere everything goes. */
export function refuseUnsafe(settings: EdgeSettings): void {
  if (settings.NODE_ENV !== 'production') return;
  const reasons = CHECKS.flatMap((check) => check(settings) ?? []);
  if (reasons.length === 0) return;
  throw new ConfigError(
    `These settings are not safe in production:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`,
  );
}
