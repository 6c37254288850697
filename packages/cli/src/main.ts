import { run } from './run.ts';

const screen = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
};

// A reader such as `head` that has seen enough is no failure.
process.stdout.on('error', () => process.exit());

process.exitCode = await run(process.argv.slice(2), screen, {
  environment: process.env,
  directory: process.cwd(),
});
