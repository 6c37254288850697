import { readOptions, usage } from './run/options.ts';
import { run } from './run/run.ts';

const options = readOptions(process.argv.slice(2));
if (options === 'help') console.log(usage);
else {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.exitCode = await run(options);
}
