import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type Transporter } from 'nodemailer';
import { onTestFinished } from 'vitest';
import { startMailCatcher, type MailCatcher } from '../src/index.ts';

/** A sender that waits at most so long for an answer. */
export function senderTo(smtpUrl: string, socketTimeoutMs = 10_000): Transporter {
  const { hostname, port, username, password } = new URL(smtpUrl);
  const sender = createTransport({
    host: hostname,
    port: Number(port),
    ...(username === '' ? {} : { auth: { user: username, pass: password } }),
    socketTimeout: socketTimeoutMs,
  });
  onTestFinished(() => sender.close());
  return sender;
}

/** A catcher of its own for one test, in memory unless a file is given. */
export async function startCatcher(dataFile?: string): Promise<MailCatcher> {
  const catcher = await startMailCatcher({ smtpPort: 0, httpPort: 0, dataFile });
  onTestFinished(() => catcher.close());
  return catcher;
}

/** The path of a file that does not exist yet, in a folder that is removed afterwards. */
export async function newDataFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-catcher-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'mails.jsonl');
}

/** A mail about one order. */
export function mailAbout(orderId: string, to = 'ada@example.com') {
  return {
    from: 'The Shop <shop@example.com>',
    to,
    subject: `Your order ${orderId} is confirmed`,
    text: `Thank you for ${orderId}.`,
    html: `<p>Thank you for ${orderId}.</p>`,
    headers: { 'X-Order-Id': orderId },
  };
}
