import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { parseConfig, runtimeSettings } from '@murmuration/choreography';

const FOLDER = resolve(import.meta.dirname, '..');

const port = (usual: number) => z.coerce.number().int().min(1).max(65_535).default(usual);
const httpsAddress = z.url({ protocol: /^https$/, error: 'must be an address with https://' });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);

/** What the file `.env` says; `.env.example` tells of each. */
const settingsSchema = z
  .object({
    COMPOSE_PROFILES: list.default([]),
    GENERATED: z.string().default('.generated'),
    BIND_ADDRESS: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
    LOG_LEVEL: runtimeSettings.shape.LOG_LEVEL,
    AUTH_ISSUER: httpsAddress.default('https://shop.localhost'),
    CORS_ORIGINS: list.optional(),
    TRUSTED_PROXIES: z.string().default('uniquelocal'),
    NATS_SYNC_ALWAYS: z.stringbool().optional(),
    EDGE_PORT: port(8_400),
    NATS_PORT: port(4_222),
    NATS_WEBSOCKET_PORT: port(8_480),
    SANDBOX_PORT: port(12_111),
    MAIL_PORT: port(8_025),
    STRIPE_SECRET_KEY: z.string().optional(),
    STRIPE_WEBHOOK_SECRET: z.string().optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().default('Murmuration <shop@murmuration.example>'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  })
  .refine(
    ({ STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret }) =>
      (key === undefined) === (secret === undefined),
    {
      path: ['STRIPE_WEBHOOK_SECRET'],
      error: 'goes with STRIPE_SECRET_KEY: set both, or neither for the sandbox',
    },
  );

export type Settings = z.infer<typeof settingsSchema>;

/**
 * Reads a file as compose does: what stands in the environment comes first, and an empty variable counts as absent.
 * Throws a `ConfigError` that names whatever is wrong; a file that is not there says nothing.
 */
export async function readSettings(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const given = Object.entries({ ...parseEnv(text), ...environment });
  return parseConfig(settingsSchema, Object.fromEntries(given.filter(([, value]) => value !== '')));
}

/** Where the file of settings is unless somebody says otherwise. */
export const USUAL_FILE = resolve(FOLDER, '.env');

/** Where to generate into; a relative path begins at the folder of the compose file, as in that. */
export const folderOf = ({ GENERATED }: Settings): string => resolve(FOLDER, GENERATED);

/** Names of the servers of the broker, which are also their host names. */
export const brokerNodes = ({ COMPOSE_PROFILES }: Settings): readonly string[] =>
  COMPOSE_PROFILES.includes('cluster') ? ['nats', 'nats-2', 'nats-3'] : ['nats'];
