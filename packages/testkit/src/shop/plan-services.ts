import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '@murmuration/devkit';
import type { TestBroker } from '../broker/broker.ts';
import type { TestDatabase } from '../postgres/test-database.ts';
import { Program } from '../processes/program.ts';
import type { ShopDoors } from './plan-doors.ts';
import { mainOf, serviceDirectory, type ServiceName } from './service-names.ts';
import { type Detour, replicasOf, type ShopOptions } from './shop-options.ts';
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
  readonly doors: ShopDoors;
  readonly database: TestDatabase;
  readonly sandbox: SandboxProcess;
  readonly mail: MailProcess;
  readonly webhook: Webhook;
  /** Absent: straight to the servers. */
  readonly detour: Detour | undefined;
  /** Under which the keys of persons are kept: 32 bytes in base64. */
  readonly personalDataKey: string;
  /** Under which auth keeps its keys: 32 bytes in base64. */
  readonly authKey: string;
}

const SECRET_BYTES = 16;
const KEY_BYTES = 32;

export async function planWebhook(): Promise<Webhook> {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('hex')}`;
  return { port: await freePort(), secret };
}

/** A key that no other shop has. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
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
  const { broker, doors, database, detour } = ground;
  const databaseUrl = database.urlOf(service);
  return {
    NATS_URL: detour?.natsUrlFor(service, broker.url) ?? broker.url,
    NATS_USER: service,
    NATS_PASSWORD: doors.passwordOf(service),
    DATABASE_URL: detour?.databaseUrlFor(service, databaseUrl) ?? databaseUrl,
    LOG_LEVEL: 'info',
    ...(await ownVariables(service, replica, ground)),
  };
}

async function ownVariables(
  service: ServiceName,
  replica: number,
  { doors, sandbox, mail, webhook, personalDataKey, authKey }: Ground,
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
      return mailTo(mail);
    case 'auth':
      return {
        ...mailTo(mail),
        AUTH_KEY_SECRET: authKey,
        BROKER_ISSUER_SEED: doors.issuerSeed,
        // all the people of a test come from one address
        FREE_ATTEMPTS_PER_ADDRESS: '1000',
      };
    case 'user':
      return { PERSONAL_DATA_KEY: personalDataKey };
    case 'product':
    case 'inventory':
    case 'order':
      return {};
  }
}

function mailTo({ smtpUrl }: MailProcess): Record<string, string> {
  return { SMTP_URL: smtpUrl, MAIL_FROM: 'Murmuration <shop@murmuration.example>' };
}
