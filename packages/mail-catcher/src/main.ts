import { readConfig } from './config.ts';
import { startMailCatcher } from './start-mail-catcher.ts';

async function main(): Promise<void> {
  const catcher = await startMailCatcher(readConfig(process.env));
  console.log(`mail-catcher listening on ${catcher.smtpUrl} and ${catcher.url}`);
  const stop = (): void => {
    catcher.close().then(() => console.log('mail-catcher closed'), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(error: unknown): void {
  console.error(`mail-catcher: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

main().catch(fail);
