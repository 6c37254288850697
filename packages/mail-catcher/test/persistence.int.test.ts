import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { mailControl, type MailMessage } from '../src/index.ts';
import { mailAbout, newDataFile, senderTo, startCatcher } from './catcher.fixture.ts';

const { PATH, NODE_OPTIONS } = process.env;
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function startProcess(dataFile: string) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH, NODE_OPTIONS, SMTP_PORT: '0', HTTP_PORT: '0', DATA_FILE: dataFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<unknown> => {
    child.kill(signal);
    const [code]: unknown[] = await exited;
    return code;
  };
  onTestFinished(async () => void (await stop('SIGKILL')));
  for await (const line of createInterface({ input: child.stdout })) {
    const [, smtpUrl, url] = /on (\S+) and (\S+)/.exec(line) ?? [];
    if (smtpUrl !== undefined && url !== undefined) return { smtpUrl, url, stop };
  }
  throw new Error('The catcher ended before it listened.');
}

function storedMail(n: number): MailMessage {
  const { from, to, subject, text, html } = mailAbout(`order-${n}`);
  const headers = { 'x-order-id': `order-${n}` };
  const receivedAt = new Date(n).toISOString();
  return {
    id: `mail-${n}`,
    messageId: null,
    from,
    to: [to],
    subject,
    text,
    html,
    headers,
    receivedAt,
  };
}

const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `${JSON.stringify(storedMail(from + n))}\n`).join('');

test('every acknowledged mail survives kill -9', async () => {
  const dataFile = await newDataFile();
  const first = await startProcess(dataFile);
  const sender = senderTo(first.smtpUrl);
  const orders = Array.from({ length: 20 }, (_, n) => `order-${n}`);
  await Promise.all(orders.map((order) => sender.sendMail(mailAbout(order))));
  await first.stop('SIGKILL');

  const second = await startProcess(dataFile);
  const kept = await mailControl(second.url).messages();
  expect(new Set(kept.map(({ headers }) => headers['x-order-id']))).toEqual(new Set(orders));
  expect(kept).toHaveLength(orders.length);
  expect(await second.stop('SIGTERM')).toBe(0);
});

test('a line that was being written when the process died is cut off', async () => {
  const dataFile = await newDataFile();
  await writeFile(dataFile, `${linesOf(0, 2)}{"id":"torn`);
  const catcher = await startCatcher(dataFile);
  await senderTo(catcher.smtpUrl).sendMail(mailAbout('order-2'));
  expect(await catcher.messages()).toHaveLength(3);
  const lines = (await readFile(dataFile, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).subject)).toHaveLength(3);
});

test('a file that holds something else is refused with its line', async () => {
  const dataFile = await newDataFile();
  await writeFile(dataFile, `${linesOf(0, 1)}something else\n`);
  await expect(startCatcher(dataFile)).rejects.toThrow(`${dataFile}:2 is not a mail`);
});

test('only the newest 5,000 are kept, and the file stays bounded', async () => {
  const dataFile = await newDataFile();
  await writeFile(dataFile, linesOf(0, 6_000));
  await appendFile(dataFile, linesOf(6_000, 10_000));
  const catcher = await startCatcher(dataFile);
  expect(await catcher.messages()).toHaveLength(5_000);
  await senderTo(catcher.smtpUrl).sendMail(mailAbout('order-newest'));

  const kept = await catcher.messages();
  expect(kept).toHaveLength(5_000);
  expect(kept[0]?.headers['x-order-id']).toBe('order-newest');
  expect(kept.at(-1)?.id).toBe('mail-5001');
  const lines = (await readFile(dataFile, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(5_000);
});

test('cleared messages do not come back', async () => {
  const dataFile = await newDataFile();
  const first = await startCatcher(dataFile);
  await senderTo(first.smtpUrl).sendMail(mailAbout('order-1'));
  await first.clear();
  await senderTo(first.smtpUrl).sendMail(mailAbout('order-2'));
  await first.close();
  const second = await startCatcher(dataFile);
  const kept = await second.messages();
  expect(kept.map(({ headers }) => headers['x-order-id'])).toEqual(['order-2']);
});
