import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '@murmuration/devkit';
import type { TestBroker } from '../broker/broker.ts';
import type { TestDatabase } from '../postgres/test-database.ts';
import { Program } from '../processes/program.ts';
import { mainOf, serviceDirectory, type ServiceName } from './service-names.ts';
import { replicasOf, type ShopOptions } from './shop-options.ts';
import type { MailProcess, SandboxProcess } from './support.ts';

/** Where the provider's webhooks go, and how they are signed. */
export interface Webhook {
  readonly port: number;
  readonly secret: string;
}

/** What the services stand on. */
export interface Ground {
  readonly directory: string;
  readonly broker: TestBroker;
  readonly database: TestDatabase;
  readonly sandbox: SandboxProcess;
  readonly mail: MailProcess;
  readonly webhook: Webhook;
}

const SECRET_BYTES = 16;

export async function planWebhook(): Promise<Webhook> {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('hex')}`;
  return { port: await freePort(), secret };
}

/** The processes of a service, not started yet. */
export async function planReplicas(
  service: ServiceName,
  ground: Ground,
  options: ShopOptions,
): Promise<readonly Program[]> {
  const file = mainOf(service);
  const numbers = Array.from({ length: replicasOf(options, service) }, (_, at) => at + 1);
  return await Promise.all(
    numbers.map(async (number) => {
      const name = `${service}-${number}`;
      const env = { ...(await environmentOf(service, number, ground)), ...options.env?.[service] };
      const logFile = join(ground.directory, `${name}.log`);
      return new Program({ name, file, directory: serviceDirectory(service), env, logFile });
    }),
  );
}

async function environmentOf(service: ServiceName, replica: number, ground: Ground) {
  const { broker, database } = ground;
  return {
    NATS_URL: broker.url,
    NATS_USER: broker.user,
    NATS_PASSWORD: broker.password,
    DATABASE_URL: database.urlOf(service),
    LOG_LEVEL: 'info',
    ...(await ownVariables(service, replica, ground)),
  };
}

async function ownVariables(
  service: ServiceName,
  replica: number,
  { sandbox, mail, webhook }: Ground,
): Promise<Record<string, string>> {
  switch (service) {
    case 'payment':
      return {
        STRIPE_SECRET_KEY: 'sk_test_sandbox',
        STRIPE_HOST_OVERRIDE: sandbox.url,
        STRIPE_WEBHOOK_SECRET: webhook.secret,
        // the provider knows one address: the first replica's
        HTTP_PORT: String(replica === 1 ? webhook.port : await freePort()),
      };
    case 'notification':
      return {
        SMTP_URL: mail.smtpUrl,
        MAIL_FROM: 'Murmuration <shop@murmuration.example>',
      };
    case 'product':
    case 'inventory':
    case 'order':
      return {};
  }
}
