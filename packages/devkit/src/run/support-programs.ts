import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { stateDirectory } from '../repository.ts';
import { type Provided, keep } from './provided.ts';
import { type RunContext, childEnvironment, logPath } from './run-context.ts';
import { type Secrets, secretNamed } from './secrets.ts';
import { startHttpProgram } from './start-program.ts';

const HOST = '127.0.0.1';
const USUAL_SMTP_PORT = 1025;
const USUAL_MAIL_PORT = 8025;

/** The stand-in for the payment provider; it sends its webhooks to the payment service on `paymentPort`. */
export async function startPaymentSandbox(
  context: RunContext,
  secrets: Secrets,
  paymentPort: number,
): Promise<Provided<{ url: string }>> {
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const kept = await startKept(context, 'payment-sandbox', url, {
    PORT: String(port),
    WEBHOOK_URL: `http://${HOST}:${paymentPort}/webhooks/stripe`,
    WEBHOOK_SECRET: secretNamed(secrets, 'webhook'),
  });
  return { url, description: `at ${url}`, ...kept };
}

/** Takes the mail that the shop sends and shows it. */
export async function startMailCatcher(
  context: RunContext,
): Promise<Provided<{ url: string; smtpUrl: string }>> {
  const smtpPort = await freePort(USUAL_SMTP_PORT);
  const port = await freePort(USUAL_MAIL_PORT);
  const url = `http://${HOST}:${port}`;
  const kept = await startKept(context, 'mail-catcher', url, {
    SMTP_PORT: String(smtpPort),
    HTTP_PORT: String(port),
  });
  return { url, smtpUrl: `smtp://${HOST}:${smtpPort}`, description: `at ${url}`, ...kept };
}

async function startKept(
  context: RunContext,
  name: string,
  url: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ kept: Promise<never> }> {
  const DATA_FILE = join(stateDirectory(context.root), `${name}.json`);
  const directory = join(context.root, 'packages', name);
  const program = {
    name,
    command: process.execPath,
    words: [join(directory, 'src/main.ts')],
    directory,
    environment: childEnvironment(context, 'support', { DATA_FILE, ...variables }),
    logFile: logPath(context.root, name),
  };
  const start = () => startHttpProgram(program, `${url}/health`);
  return { kept: keep(context, name, await start(), start) };
}
