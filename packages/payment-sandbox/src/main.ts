import { readConfig } from './config.ts';
import { startPaymentSandbox } from './start-payment-sandbox.ts';

async function main(): Promise<void> {
  const sandbox = await startPaymentSandbox(readConfig(process.env));
  console.log(`payment-sandbox listening on ${sandbox.url}`);
  const stop = (): void => {
    sandbox.close().then(() => console.log('payment-sandbox closed'), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(error: unknown): void {
  console.error(`payment-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

main().catch(fail);
