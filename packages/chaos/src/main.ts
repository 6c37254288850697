import { randomBytes } from 'node:crypto';
import { startTestServers } from '@murmuration/testkit';
import { chaos } from './runner/chaos.ts';
import { readOptions, usage } from './runner/options.ts';

const SEED_BYTES = 4;
const options = readOptions(process.argv.slice(2), () => randomBytes(SEED_BYTES).toString('hex'));
if (options === 'help') console.log(usage);
else {
  const endServers = await startTestServers();
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  try {
    process.exitCode = await chaos(options);
  } finally {
    await endServers();
  }
  // Node has been seen to wait for ever for a pipe to a process that was killed
  process.exit();
}
