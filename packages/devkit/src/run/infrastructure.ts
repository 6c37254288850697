import { freePort } from '../free-port.ts';
import { type Nats, provideNats } from './provide-nats.ts';
import { providePostgres } from './provide-postgres.ts';
import type { RunContext } from './run-context.ts';
import type { Secrets } from './secrets.ts';
import { startMailCatcher, startPaymentSandbox } from './support-programs.ts';

export type Infrastructure = {
  readonly nats: Nats;
  /** As an administrator who may make roles and schemas. */
  readonly postgresUrl: string;
  readonly paymentSandboxUrl: string;
  /** Where the payment service is to listen for the sandbox's webhooks. */
  readonly paymentPort: number;
  /** Where the edge is to listen. */
  readonly edgePort: number;
  readonly smtpUrl: string;
  readonly mailUrl: string;
  /** Fails when one of the servers does not stay up; never resolves. */
  readonly kept: Promise<never>;
};

const USUAL_EDGE_PORT = 8_400;

/** Brings up, or checks, all that these services stand on. Each server is started again when it ends. */
export async function startInfrastructure(
  context: RunContext,
  secrets: Secrets,
  services: readonly string[],
): Promise<Infrastructure> {
  const { report } = context;
  const paymentPort = await freePort();
  const edgePort = await freePort(USUAL_EDGE_PORT);
  const origins = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${edgePort}`);
  const [database, nats, sandbox, mail] = await Promise.all([
    report.step('postgres', () => providePostgres(context), describe),
    report.step(
      'nats-server',
      () => provideNats(context, secrets, { services, origins }),
      describe,
    ),
    report.step(
      'payment sandbox',
      () => startPaymentSandbox(context, secrets, paymentPort),
      describe,
    ),
    report.step('mail catcher', () => startMailCatcher(context), describe),
  ]);
  const kept = Promise.race([database, nats, sandbox, mail].map((server) => server.kept));
  kept.catch(() => {});
  return {
    nats,
    postgresUrl: database.url,
    paymentSandboxUrl: sandbox.url,
    paymentPort,
    edgePort,
    smtpUrl: mail.smtpUrl,
    mailUrl: mail.url,
    kept,
  };
}

const describe = ({ description }: { readonly description: string }) => description;
