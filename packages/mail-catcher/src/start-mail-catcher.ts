import { buildHttp } from './http.ts';
import { mailControl, type MailControl } from './mail-control.ts';
import { ModeSwitch } from './mail-mode.ts';
import { MailStore } from './mail-store.ts';
import { startSmtp, type RunningSmtp } from './smtp.ts';

export interface MailCatcherOptions {
  /** 0 takes a free port. */
  readonly smtpPort: number;
  /** 0 takes a free port. */
  readonly httpPort: number;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** The file of the mails, JSON lines; absent = in memory, gone on close. */
  readonly dataFile?: string | undefined;
}

/** A running catcher. */
export interface MailCatcher extends MailControl {
  /** Where mail is sent to, such as `smtp://127.0.0.1:1025`. */
  readonly smtpUrl: string;
  /** Where the mails are listed. */
  readonly url: string;
  /** Cuts all connections; what was acknowledged is on disk. */
  close(): Promise<void>;
}

/**
 * Starts a mail catcher in this process.
 * @throws Error when the data file or one of the ports cannot be had
 */
export async function startMailCatcher(options: MailCatcherOptions): Promise<MailCatcher> {
  const host = options.host ?? '127.0.0.1';
  const store = await MailStore.open(options.dataFile);
  const modes = new ModeSwitch();
  const http = buildHttp(store, modes);
  let smtp: RunningSmtp | undefined;
  const close = async (): Promise<void> => {
    await smtp?.close();
    await http.close();
    await store.close();
  };
  try {
    smtp = await startSmtp({ host, port: options.smtpPort }, store, modes);
    const url = await http.listen({ host, port: options.httpPort });
    return { ...mailControl(url), url, smtpUrl: `smtp://${host}:${smtp.port}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
