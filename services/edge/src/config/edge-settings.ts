import { runtimeSettings } from '@murmuration/choreography';
import { z } from 'zod';

const count = (least: number, most: number, usual: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(least).max(most).default(usual);

/** Comma-separated; nothing by default. */
const list = z
  .string()
  .default('')
  .transform((text) =>
    text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()])),
  );

/** The issuer that auth signs as unless it is told otherwise: for local work. */
export const DEFAULT_ISSUER = 'https://auth.murmuration.example';

/** The environment variables of the edge. */
export const edgeSettings = runtimeSettings
  .pick({
    NATS_URL: true,
    NATS_USER: true,
    NATS_PASSWORD: true,
    LOG_LEVEL: true,
    OPS_PORT: true,
    OPS_HOST: true,
  })
  .extend({
    NODE_ENV: z.string().default('development'),
    HTTP_HOST: z.string().min(1).default('127.0.0.1'),
    HTTP_PORT: count(0, 65_535, 8_400),
    /** `iss` of access tokens, as auth signs them. */
    AUTH_ISSUER: z.url({ protocol: /^https?$/ }).default(DEFAULT_ISSUER),
    /** Addresses and ranges of the proxies before the edge: from them alone `X-Forwarded-For` is believed. */
    TRUSTED_PROXIES: list,
    /** Origins whose pages may call the edge from a browser; `*` is for local work. */
    CORS_ORIGINS: list,
    /** `private-network` says that nobody else can listen between the edge and a broker without TLS. */
    PLAINTEXT_NATS: z.enum(['refuse', 'private-network']).default('refuse'),
    /** How long a service may take to answer. */
    EDGE_DEADLINE_MS: count(50, 60_000, 2_000),
    /** How long a client may take to send a whole request; for its headers half of it. */
    EDGE_REQUEST_TIMEOUT_MS: count(100, 300_000, 10_000),
    EDGE_REQUESTS_PER_MINUTE: count(1, 10_000_000, 1_200),
    EDGE_REQUESTS_PER_USER_PER_MINUTE: count(1, 10_000_000, 600),
    /** Calls such as sign-in, of one address. */
    EDGE_ACCOUNT_CALLS_PER_MINUTE: count(1, 10_000_000, 30),
    /** How long a client may keep a public answer. */
    EDGE_PUBLIC_MAX_AGE_SECONDS: count(0, 86_400, 5),
    /** How old an answer may be that is given while its service is away. */
    EDGE_STALE_SECONDS: count(0, 604_800, 3_600),
    EDGE_STREAMS: count(1, 100_000, 1_000),
    EDGE_STREAMS_PER_USER: count(1, 1_000, 8),
    EDGE_HEARTBEAT_SECONDS: count(1, 300, 15),
    /** How long a stream stays open after its order is final, for what still comes of it. */
    EDGE_LINGER_SECONDS: count(0, 3_600, 30),
    /** Beyond this delay of the event loop new requests are turned away. */
    EDGE_MAX_EVENT_LOOP_DELAY_MS: count(10, 60_000, 1_000),
  });

export type EdgeSettings = z.infer<typeof edgeSettings>;
