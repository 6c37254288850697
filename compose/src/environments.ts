import { EDGE, OPERATOR } from '@murmuration/broker';
import { roleOf } from '@murmuration/choreography';
import { brokerSecret, brokerUrl, originsOf } from './broker-files.ts';
import type { Secrets } from './secrets.ts';
import { brokerNodes, type Settings } from './settings.ts';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

const DATABASE = 'murmuration';
const ADMIN = 'postgres';
const SANDBOX_KEY = 'sk_test_sandbox';
const COLLECTOR = 'http://otel-collector:4318';
/** Where a service answers whether it is well; the image's health check asks there. */
const OPS_PORT = '8600';

/** Under this name, as if it were a service, the auditor of all services has a role and a password. */
export const AUDITOR = 'auditor';

/** The variable in which the migrations find the password of a service's role. */
export const passwordVariable = (service: string): string =>
  `${service.toUpperCase()}_DATABASE_PASSWORD`;

/** What each program is told, by its name: what it needs, and no secret of another's. */
export function environments(
  services: readonly string[],
  settings: Settings,
  secrets: Secrets,
): ReadonlyMap<string, Variables> {
  const own = ownVariables(settings, secrets);
  return new Map<string, Variables>([
    ...services.map((service): [string, Variables] => [
      service,
      { ...serviceVariables(service, settings, secrets), ...own[service] },
    ]),
    [EDGE, edgeVariables(settings, secrets)],
    ['postgres', { POSTGRES_DB: DATABASE, POSTGRES_PASSWORD: secrets.password('postgres') }],
    ['migrate', migrateVariables(services, secrets)],
    ['streams', { ...brokerVariables(OPERATOR, settings, secrets), ...copies(settings) }],
    ['payment-sandbox', sandboxVariables(settings, secrets)],
  ]);
}

function serviceVariables(service: string, settings: Settings, secrets: Secrets): Variables {
  return {
    ...brokerVariables(service, settings, secrets),
    DATABASE_URL: databaseUrl(roleOf(service), secrets.password(databaseSecret(service))),
    ...copies(settings),
    OPS_HOST: '0.0.0.0',
    OPS_PORT,
    ...telemetryVariables(service, settings),
  };
}

/** Each server of the broker has one. */
const copies = (settings: Settings): Variables => ({
  STREAM_REPLICAS: String(brokerNodes(settings).length),
});

function brokerVariables(user: string, settings: Settings, secrets: Secrets): Variables {
  return {
    NATS_URL: brokerUrl(settings),
    NATS_USER: user,
    NATS_PASSWORD: secrets.password(brokerSecret(user)),
    LOG_LEVEL: settings.LOG_LEVEL,
  };
}

/** What only one service is told. */
function ownVariables(settings: Settings, secrets: Secrets): Readonly<Record<string, Variables>> {
  const mail = {
    SMTP_URL: settings.SMTP_URL ?? 'smtp://mail-catcher:1025',
    MAIL_FROM: settings.MAIL_FROM,
  };
  return {
    auth: {
      ...mail,
      AUTH_ISSUER: settings.AUTH_ISSUER,
      AUTH_KEY_SECRET: secrets.key('auth-key'),
      BROKER_ISSUER_SEED: secrets.issuerSeed(),
    },
    user: { PERSONAL_DATA_KEY: secrets.key('personal-data-key') },
    notification: mail,
    payment: paymentVariables(settings, secrets),
  };
}

function paymentVariables(settings: Settings, secrets: Secrets): Variables {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = settings;
  if (STRIPE_SECRET_KEY !== undefined && STRIPE_WEBHOOK_SECRET !== undefined) {
    return { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
  }
  return {
    STRIPE_SECRET_KEY: SANDBOX_KEY,
    STRIPE_WEBHOOK_SECRET: secrets.password('sandbox-webhook'),
    STRIPE_HOST_OVERRIDE: 'http://payment-sandbox:12111',
  };
}

/** The sandbox has secrets of its own, also while the provider is the real one. */
function sandboxVariables({ STRIPE_SECRET_KEY }: Settings, secrets: Secrets): Variables {
  return {
    API_KEY: SANDBOX_KEY,
    WEBHOOK_SECRET: secrets.password('sandbox-webhook'),
    ...(STRIPE_SECRET_KEY === undefined && {
      WEBHOOK_URL: 'http://payment:8404/webhooks/stripe',
    }),
  };
}

function edgeVariables(settings: Settings, secrets: Secrets): Variables {
  return {
    ...brokerVariables(EDGE, settings, secrets),
    AUTH_ISSUER: settings.AUTH_ISSUER,
    CORS_ORIGINS: originsOf(settings).join(','),
    TRUSTED_PROXIES: settings.TRUSTED_PROXIES,
    // the network between them is internal: no other program is in it
    PLAINTEXT_NATS: 'private-network',
    ...telemetryVariables(EDGE, settings),
  };
}

const migrateVariables = (services: readonly string[], secrets: Secrets): Variables => ({
  DATABASE_URL: databaseUrl(ADMIN, secrets.password('postgres')),
  ...Object.fromEntries(
    [...services, AUDITOR].map((service) => [
      passwordVariable(service),
      secrets.password(databaseSecret(service)),
    ]),
  ),
});

/** Without a collector nothing is sent. */
function telemetryVariables(program: string, settings: Settings): Variables {
  const here = settings.COMPOSE_PROFILES.includes('telemetry') ? COLLECTOR : undefined;
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? here;
  if (endpoint === undefined) return {};
  return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: program };
}

const databaseSecret = (service: string): string => `database:${service}`;

const databaseUrl = (role: string, password: string): string =>
  `postgres://${role}:${encodeURIComponent(password)}@postgres:5432/${DATABASE}`;
