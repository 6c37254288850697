import type { Infrastructure } from './infrastructure.ts';
import { type Secrets, secretNamed } from './secrets.ts';
import type { Variables } from './env-file.ts';

/** The connection string of a service's own role on the database of `adminUrl`. */
export function serviceDatabaseUrl(adminUrl: string, service: string, secrets: Secrets): string {
  const url = new URL(adminUrl);
  url.username = roleOf(service);
  url.password = secretNamed(secrets, secretOfRole(service));
  return url.href;
}

export function roleOf(service: string): string {
  return `murmuration_${service}`;
}

export function secretOfRole(service: string): string {
  return `role:${service}`;
}

/** What the configuration of a service reads. MURMURATION_RUN tells the file of a live run from a stale one. */
export function serviceEnvironment(
  runId: string,
  service: string,
  infrastructure: Infrastructure,
  secrets: Secrets,
): Variables {
  const { nats, postgresUrl } = infrastructure;
  return {
    MURMURATION_RUN: runId,
    NATS_URL: nats.url,
    ...(nats.user === '' ? {} : { NATS_USER: nats.user, NATS_PASSWORD: nats.password }),
    DATABASE_URL: serviceDatabaseUrl(postgresUrl, service, secrets),
    LOG_LEVEL: 'info',
    ...extras(service, infrastructure, secrets),
  };
}

function extras(service: string, infrastructure: Infrastructure, secrets: Secrets): Variables {
  if (service === 'payment') {
    return {
      STRIPE_SECRET_KEY: 'sk_test_sandbox',
      STRIPE_HOST_OVERRIDE: infrastructure.paymentSandboxUrl,
      STRIPE_WEBHOOK_SECRET: secretNamed(secrets, 'webhook'),
      HTTP_PORT: String(infrastructure.paymentPort),
    };
  }
  if (service === 'notification') {
    return {
      SMTP_URL: infrastructure.smtpUrl,
      MAIL_FROM: 'Murmuration <shop@murmuration.example>',
    };
  }
  return {};
}
