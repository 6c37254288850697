import { z } from 'zod';
import type { MailCatcherOptions } from './start-mail-catcher.ts';

const port = z
  .stringFormat('port', /^\d{1,5}$/, 'must be a port number; 0 takes a free one')
  .transform(Number)
  .pipe(z.int().max(65_535));

const environment = z.object({
  SMTP_PORT: port.default(1_025),
  HTTP_PORT: port.default(8_025),
  HOST: z.string().default('127.0.0.1'),
  DATA_FILE: z.string('must be the path of the file of the mails, which is created when absent'),
});

/** Reads the options from the environment. @throws Error that lists every wrong variable */
export function readConfig(env: NodeJS.ProcessEnv): MailCatcherOptions {
  // An empty variable counts as absent: compose files pass unset ones that way.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    throw new Error(`The environment is not right:\n${z.prettifyError(result.error)}`);
  }
  const { SMTP_PORT, HTTP_PORT, HOST, DATA_FILE } = result.data;
  return { smtpPort: SMTP_PORT, httpPort: HTTP_PORT, host: HOST, dataFile: DATA_FILE };
}
