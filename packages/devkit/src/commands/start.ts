// `npm start`, once the dependencies are there.
import { parseArgs } from 'node:util';
import { messageOf } from '../processes/child.ts';
import { watchAncestors } from '../processes/watch-ancestors.ts';
import { REPOSITORY_ROOT } from '../repository.ts';
import { clearRun } from '../run/clear-run.ts';
import { readDevState } from '../run/dev-state.ts';
import { forgetData } from '../run/forget-data.ts';
import { logPath } from '../run/run-context.ts';
import { readLiveRun, runPrefix } from '../run/run-record.ts';
import { followFile } from './follow-file.ts';
import { type Supervisor, launchSupervisor } from './launch-supervisor.ts';
import { meetRun } from './meet-run.ts';
import { stepLine, summary } from './summary.ts';

type Options = { readonly detach: boolean; readonly fresh: boolean };

const root = REPOSITORY_ROOT;
const began = performance.now();

async function main(options: Options): Promise<number> {
  if ((await readLiveRun(root)) !== undefined) return await meetLiveRun(options);
  if (options.fresh) await forget();
  const supervisor = await launchSupervisor(root, 'full', (progress) => {
    if (progress.type === 'notice') console.log(`  ${progress.text}`);
    else console.log(stepLine(progress.name, progress.outcome, progress.ms));
  });
  const wasTold = stopWhenTold(supervisor);
  const settled = await supervisor.settled;
  // who has come first meanwhile: what was to be removed is removed by then
  if (settled.type === 'already-running') return await meetLiveRun({ fresh: false });
  if (settled.type === 'failed') return await sayFailed(supervisor, settled.message, wasTold());
  const state = await readDevState(root);
  if (state !== undefined) console.log(summary(state));
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  if (options.detach) {
    await supervisor.detach();
    console.log(
      `Murmuration is ready (${seconds} s) and goes on in the background. To end it: npm stop`,
    );
    return 0;
  }
  console.log(
    `Murmuration is ready (${seconds} s). The services' logs follow; Ctrl-C ends it all.\n`,
  );
  return await follow(supervisor, wasTold);
}

async function meetLiveRun(options: Pick<Options, 'fresh'>): Promise<number> {
  const met = meetRun(await readLiveRun(root), await readDevState(root), options);
  if (met.exitCode === 0) console.log(met.text);
  else console.error(met.text);
  return met.exitCode;
}

async function sayFailed(supervisor: Supervisor, message: string, wasTold: boolean) {
  await supervisor.gone;
  if (!wasTold) console.error(`\n${message}\n`);
  console.error(
    wasTold
      ? 'Murmuration was told to stop before it was ready. Nothing of it is left running.'
      : 'Murmuration did not start. Nothing of it is left running.',
  );
  return 1;
}

async function follow(supervisor: Supervisor, wasTold: () => boolean): Promise<number> {
  const stopFollowing = followFile(logPath(root, 'services'), process.stdout);
  await supervisor.gone;
  stopFollowing();
  const failure = supervisor.failure();
  if (failure !== undefined) console.error(`\n${failure}\n`);
  console.log(`Murmuration ${ended(failure, wasTold())}. Nothing of it is left running.`);
  return failure === undefined ? 0 : 1;
}

function ended(failure: string | undefined, wasTold: boolean): string {
  if (failure !== undefined) return 'has failed';
  return wasTold ? 'has stopped' : 'was stopped from elsewhere';
}

function stopWhenTold(supervisor: Supervisor): () => boolean {
  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) return;
    isStopping = true;
    console.log(`\n${why}: stopping, services first …`);
    void supervisor.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stop(signal));
  }
  process.stdout.on('error', () => stop('output closed'));
  process.stderr.on('error', () => stop('output closed'));
  void watchAncestors(() => stop('the program that started this is gone'));
  return () => isStopping;
}

async function forget(): Promise<void> {
  await clearRun(root, runPrefix(root));
  await forgetData(root);
  console.log('  data             removed (--fresh)');
}

function readOptions(): Options {
  const options = { detach: { type: 'boolean' }, fresh: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  return { detach: values.detach ?? false, fresh: values.fresh ?? false };
}

try {
  process.exitCode = await main(readOptions());
} catch (error) {
  console.error(`Murmuration did not start: ${messageOf(error)}`);
  process.exitCode = 1;
}
process.exit();
