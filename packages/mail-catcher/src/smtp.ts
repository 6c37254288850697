import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { ModeSwitch } from './mail-mode.ts';
import type { MailStore } from './mail-store.ts';
import { parseMail, type Envelope } from './parse-mail.ts';

const LARGEST_MAIL_BYTES = 256 * 1_024;
const MAX_CLIENTS = 200;
// Longer than any sender waits: a hang is ended by the sender, not by this server.
const IDLE_TIMEOUT_MS = 30 * 60 * 1_000;

/** A failure with the SMTP reply code that the sender gets. */
class SmtpFailure extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.name = 'SmtpFailure';
    this.responseCode = responseCode;
  }
}

export interface RunningSmtp {
  readonly port: number;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** Takes mails from anyone, with any credentials, and keeps them as the mode says. */
export async function startSmtp(
  address: { readonly host: string; readonly port: number },
  store: MailStore,
  modes: ModeSwitch,
): Promise<RunningSmtp> {
  const sockets = new Set<Socket>();
  const cut = (session: SMTPServerSession): void => {
    for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy();
  };
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MAIL_BYTES,
    maxClients: MAX_CLIENTS,
    socketTimeout: IDLE_TIMEOUT_MS,
    onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? 'anyone' }),
    onData: (stream, session, callback) => {
      void answer(receive(stream, session, { store, modes, cut }), callback);
    },
  });
  // A sender that gives up resets its connection; that is its right, not an error of the server.
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const { port } = await listen(server, address);
  return { port, close: () => close(server, sockets) };
}

type Outcome = 'kept' | 'unanswered';

interface Reception {
  readonly store: MailStore;
  readonly modes: ModeSwitch;
  readonly cut: (session: SMTPServerSession) => void;
}

function envelopeOf({ envelope }: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
  };
}

async function answer(
  reception: Promise<Outcome>,
  done: (failure: Error | null) => void,
): Promise<void> {
  const outcome = await reception.catch((failure: unknown) =>
    failure instanceof Error ? failure : new Error(String(failure)),
  );
  if (outcome !== 'unanswered') done(outcome instanceof Error ? outcome : null);
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  { store, modes, cut }: Reception,
): Promise<Outcome> {
  const message = await parseMail(stream, envelopeOf(session));
  if (stream.sizeExceeded) {
    throw new SmtpFailure(552, `The mail is larger than ${LARGEST_MAIL_BYTES} bytes.`);
  }
  const mode = modes.take();
  if (mode === 'hang') return 'unanswered';
  if (mode === 'reject') throw new SmtpFailure(451, 'Try again later: the catcher was told so.');
  await store.add(message);
  if (mode !== 'accept-then-drop') return 'kept';
  cut(session);
  return 'unanswered';
}

function listen(
  server: SMTPServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.server.address();
      if (address !== null && typeof address === 'object') resolve(address);
      else reject(new Error('The SMTP server has no port.'));
    });
  });
}

function close(server: SMTPServer, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
