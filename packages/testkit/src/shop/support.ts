import { join } from 'node:path';
import { freePort } from '@murmuration/devkit';
import { mailControl, type MailControl } from '@murmuration/mail-catcher';
import { sandboxControl, type SandboxControl } from '@murmuration/payment-sandbox';
import { eventually, Hopeless } from '../eventually.ts';
import { Program, type ProgramOptions } from '../processes/program.ts';
import { ROOT } from '../repository.ts';

/** A stand-in for something outside the shop, as a process of its own. */
export interface SupportProcess {
  readonly program: Program;
  /** Starts it, again with what it had on disk, and waits until it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** The payment provider: faults on demand, and a ledger that cannot be argued with. */
export type SandboxProcess = SupportProcess & SandboxControl & { readonly url: string };

/** The mail server. */
export type MailProcess = SupportProcess &
  MailControl & { readonly url: string; readonly smtpUrl: string };

const HOST = '127.0.0.1';
const READY_LIMIT_MS = 30_000;

/** Starts a payment sandbox that sends its webhooks to `webhookPort`. */
export async function startSandboxProcess(
  directory: string,
  webhook: { readonly port: number; readonly secret: string },
): Promise<SandboxProcess> {
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const running = await startSupport('payment-sandbox', directory, url, {
    PORT: String(port),
    WEBHOOK_URL: `http://${HOST}:${webhook.port}/webhooks/stripe`,
    WEBHOOK_SECRET: webhook.secret,
  });
  return { ...sandboxControl(url), ...running, url };
}

/** Starts a mail catcher. */
export async function startMailProcess(directory: string): Promise<MailProcess> {
  const [smtpPort, port] = await Promise.all([freePort(), freePort()]);
  const url = `http://${HOST}:${port}`;
  const running = await startSupport('mail-catcher', directory, url, {
    SMTP_PORT: String(smtpPort),
    HTTP_PORT: String(port),
  });
  return { ...mailControl(url), ...running, url, smtpUrl: `smtp://${HOST}:${smtpPort}` };
}

async function startSupport(
  name: string,
  directory: string,
  url: string,
  env: Readonly<Record<string, string>>,
): Promise<SupportProcess> {
  return await startHttpProgram({
    name,
    file: join(ROOT, 'packages', name, 'src/main.ts'),
    directory: join(ROOT, 'packages', name),
    env: { DATA_FILE: join(directory, `${name}.data`), ...env },
    logFile: join(directory, `${name}.log`),
    readyUrl: `${url}/health`,
  });
}

/** Starts a program that says over HTTP when it is ready. */
export async function startHttpProgram({
  readyUrl,
  ...settings
}: ProgramOptions & { readonly readyUrl: string }): Promise<SupportProcess> {
  const program = new Program(settings);
  const start = async (): Promise<void> => {
    program.start();
    await eventually(() => isHealthy(readyUrl, program), {
      what: `${program.name} to be ready at ${readyUrl}`,
      timeoutMs: READY_LIMIT_MS,
    });
  };
  await start();
  return { program, start, stop: () => program.stop(), kill: () => program.kill() };
}

async function isHealthy(url: string, program: Program): Promise<boolean> {
  if (!program.isRunning) {
    throw new Hopeless(`${program.name} has ended. Its log:\n${await program.logTail()}`);
  }
  return (await fetch(url)).ok;
}
