import { z } from 'zod';
import type { PaymentSandboxOptions } from './start-payment-sandbox.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

const environment = z.object({
  PORT: z
    .stringFormat('port', /^\d{1,5}$/, 'must be a port number; 0 takes a free one')
    .transform(Number)
    .pipe(z.int().max(65_535))
    .default(12_111),
  HOST: z.string().default('127.0.0.1'),
  DATA_FILE: z.string("must be the path of the ledger's file, which is created when absent"),
  API_KEY: z.string().default('sk_test_sandbox'),
  WEBHOOK_URL: httpUrl.optional(),
  WEBHOOK_SECRET: z.string().default('whsec_sandbox'),
});

/** Reads the options from the environment. @throws Error that lists every wrong variable */
export function readConfig(env: NodeJS.ProcessEnv): PaymentSandboxOptions {
  // An empty variable counts as absent: compose files pass unset ones that way.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    throw new Error(`The environment is not right:\n${z.prettifyError(result.error)}`);
  }
  const { PORT, HOST, DATA_FILE, API_KEY, WEBHOOK_URL, WEBHOOK_SECRET } = result.data;
  return {
    port: PORT,
    host: HOST,
    dataFile: DATA_FILE,
    apiKey: API_KEY,
    webhookUrl: WEBHOOK_URL,
    webhookSecret: WEBHOOK_SECRET,
  };
}
