import { ISSUER_SECRET, secretOfBrokerUser } from './broker-doors.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Nats } from './provide-nats.ts';
import { type Secrets, secretNamed } from './secrets.ts';
import type { Service } from './services.ts';
import type { Variables } from './env-file.ts';

/** The connection string of a service's own role on the database of `adminUrl`. */
export function serviceDatabaseUrl(adminUrl: string, service: string, secrets: Secrets): string {
  const url = new URL(adminUrl);
  url.username = roleOf(service);
  url.password = secretNamed(secrets, secretOfRole(service));
  return url.href;
}

/** Under this name, as if it were a service, the auditor of all services has its role and its password. */
export const AUDITOR = 'auditor';

export function roleOf(service: string): string {
  return `murmuration_${service}`;
}

export function secretOfRole(service: string): string {
  return `role:${service}`;
}

/** What the configuration of a service reads. MURMURATION_RUN tells the file of a live run from a stale one. */
export function serviceEnvironment(
  runId: string,
  { name, migrations }: Service,
  infrastructure: Infrastructure,
  secrets: Secrets,
): Variables {
  const { nats, postgresUrl } = infrastructure;
  return {
    MURMURATION_RUN: runId,
    NATS_URL: nats.url,
    ...brokerIdentity(name, nats, secrets),
    ...(migrations !== undefined && {
      DATABASE_URL: serviceDatabaseUrl(postgresUrl, name, secrets),
    }),
    LOG_LEVEL: 'info',
    ...extras(name, infrastructure, secrets),
  };
}

/** The service's own user; the one that was given on a server that somebody else runs. */
function brokerIdentity(service: string, nats: Nats, secrets: Secrets): Variables {
  if (!nats.hasUsers) {
    return nats.user === '' ? {} : { NATS_USER: nats.user, NATS_PASSWORD: nats.password };
  }
  return {
    NATS_USER: service,
    NATS_PASSWORD: secretNamed(secrets, secretOfBrokerUser(service)),
    ...(service === 'auth' && { BROKER_ISSUER_SEED: secretNamed(secrets, ISSUER_SECRET) }),
  };
}

function extras(service: string, infrastructure: Infrastructure, secrets: Secrets): Variables {
  const { smtpUrl, paymentSandboxUrl, paymentPort } = infrastructure;
  const mail = { SMTP_URL: smtpUrl, MAIL_FROM: 'Murmuration <shop@murmuration.example>' };
  switch (service) {
    case 'payment':
      return {
        STRIPE_SECRET_KEY: 'sk_test_sandbox',
        STRIPE_HOST_OVERRIDE: paymentSandboxUrl,
        STRIPE_WEBHOOK_SECRET: secretNamed(secrets, 'webhook'),
        HTTP_PORT: String(paymentPort),
      };
    case 'notification':
      return mail;
    case 'edge':
      return { HTTP_PORT: String(infrastructure.edgePort) };
    case 'user':
      return { PERSONAL_DATA_KEY: secretNamed(secrets, 'key:personal-data') };
    case 'auth':
      return { ...mail, AUTH_KEY_SECRET: secretNamed(secrets, 'key:auth') };
    default:
      return {};
  }
}
