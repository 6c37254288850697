import { startTestServers } from '@murmuration/testkit';
import { readOptions, type SoakOptions, usage } from './options.ts';
import { headOf, tableOf, verdictOn } from './report.ts';
import { soak } from './soak.ts';

const options = readOptions(process.argv.slice(2));
if (options === 'help') console.log(usage);
else {
  const endServers = await startTestServers();
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  try {
    process.exitCode = await run(options);
  } finally {
    await endServers();
  }
}

async function run(chosen: SoakOptions): Promise<number> {
  const { outcome, samples } = await soak(chosen, (line) => console.error(line));
  if (chosen.json) console.log(JSON.stringify({ ...outcome, samples }));
  else console.log(`${headOf(outcome)}\n\n${tableOf(outcome)}`);
  for (const what of outcome.wrong) console.error(`    ${what}`);
  console.log(verdictOn(outcome));
  return outcome.wrong.length === 0 ? 0 : 1;
}
