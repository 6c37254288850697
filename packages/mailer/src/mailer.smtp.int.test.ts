import { TerminalError, UnavailableError } from '@murmuration/choreography';
import { startMailCatcher, type MailCatcher } from '@murmuration/mail-catcher';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from './mailer.port.ts';
import { smtpMailer, type SmtpMailer } from './mailer.smtp.ts';

const from = 'Murmuration <shop@murmuration.example>';
const mail: Mail = {
  to: 'ada@example.com',
  messageId: '<o-1.confirmed.o-1@murmuration.example>',
  subject: 'Your order o-1 is confirmed',
  text: 'We have received your payment of €13.80.\n',
  headers: { 'X-Order-Id': 'o-1' },
};
const signal = new AbortController().signal;

let mailer: SmtpMailer;

function mailerAt(url: string, timeoutMs = 20_000): SmtpMailer {
  mailer = smtpMailer({ url, from, timeoutMs, circuit: { failures: 1_000 } });
  return mailer;
}

describe('the SMTP gateway', () => {
  let catcher: MailCatcher;
  beforeEach(async () => {
    catcher = await startMailCatcher({ smtpPort: 0, httpPort: 0 });
    mailerAt(catcher.smtpUrl);
  });
  afterEach(async () => {
    mailer.close();
    await catcher.close();
  });

  it('hands a mail over, with its Message-ID and further headers', async () => {
    expect(await mailer.send(mail, signal)).toEqual({ outcome: 'sent' });
    expect(await catcher.messages()).toMatchObject([
      {
        messageId: mail.messageId,
        to: ['ada@example.com'],
        from: expect.stringContaining('shop@murmuration.example'),
        subject: mail.subject,
        text: expect.stringContaining('€13.80'),
        headers: { 'x-order-id': 'o-1' },
      },
    ]);
  });

  it('sends a mail again under the same Message-ID', async () => {
    await mailer.send(mail, signal);
    await mailer.send(mail, signal);
    const ids = (await catcher.messages()).map(({ messageId }) => messageId);
    expect(ids).toEqual([mail.messageId, mail.messageId]);
  });

  it('is unavailable while the server refuses for the moment, and sends afterwards', async () => {
    await catcher.setMode('reject', { times: 1 });
    await expect(mailer.send(mail, signal)).rejects.toThrow(UnavailableError);
    expect(await mailer.send(mail, signal)).toEqual({ outcome: 'sent' });
    expect(await catcher.messages()).toHaveLength(1);
  });

  it('is unavailable when the server does not answer in time', async () => {
    await catcher.setMode('hang', { times: 1 });
    mailer.close();
    mailerAt(catcher.smtpUrl, 500);
    await expect(mailer.send(mail, signal)).rejects.toThrow(UnavailableError);
  });

  it('stops waiting when it is told to', async () => {
    await catcher.setMode('hang', { times: 1 });
    const broken = mailer.send(mail, AbortSignal.timeout(50));
    await expect(broken).rejects.toThrow(UnavailableError);
  });

  it('is unavailable when the connection breaks after the mail was taken: it is sent again', async () => {
    await catcher.setMode('accept-then-drop', { times: 1 });
    await expect(mailer.send(mail, signal)).rejects.toThrow(UnavailableError);
    await mailer.send(mail, signal);
    const ids = (await catcher.messages()).map(({ messageId }) => messageId);
    expect(new Set(ids)).toEqual(new Set([mail.messageId]));
  });

  it('is unavailable when nobody listens', async () => {
    const { smtpUrl } = catcher;
    await catcher.close();
    await expect(mailerAt(smtpUrl).send(mail, signal)).rejects.toThrow(UnavailableError);
    catcher = await startMailCatcher({ smtpPort: 0, httpPort: 0 });
  });

  it.each(['', 'not an address', 'ada@example.com\r\nRCPT TO:<eve@example.com>'])(
    'refuses the address %j and sends to nobody',
    async (to) => {
      const delivery = await mailer.send({ ...mail, to }, signal);
      expect(delivery).toMatchObject({ outcome: 'refused' });
      expect(await catcher.messages()).toEqual([]);
    },
  );
});

/** A server that answers one SMTP command with a given line, and all others politely. */
async function serverThatAnswers(command: string, line: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('220 ready\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      if (text.startsWith(command)) socket.write(`${line}\r\n`);
      else socket.write(text.startsWith('DATA') ? '354 go on\r\n' : '250 fine\r\n');
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return server;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

describe('the SMTP gateway, refused', () => {
  let server: Server;
  afterEach(() => {
    mailer.close();
    server.close();
  });

  const answerTo = async (command: string, line: string) => {
    server = await serverThatAnswers(command, line);
    return mailerAt(`smtp://127.0.0.1:${portOf(server)}`).send(mail, signal);
  };

  it.each([
    ['RCPT TO', '550 no such mailbox'],
    ['DATA', '554 we do not take this'],
  ])('tells that a mail is refused for good (%s)', async (command, line) => {
    expect(await answerTo(command, line)).toEqual({
      outcome: 'refused',
      reason: expect.stringContaining(line),
    });
  });

  it.each([
    ['RCPT TO', '451 greylisted'],
    ['DATA', '452 disk full'],
    ['MAIL FROM', '421 busy'],
  ])('is unavailable when the server says later (%s)', async (command, line) => {
    await expect(answerTo(command, line)).rejects.toThrow(UnavailableError);
  });

  it('gives up when the server takes no mail from us', async () => {
    await expect(answerTo('MAIL FROM', '550 unknown sender')).rejects.toThrow(TerminalError);
  });
});
