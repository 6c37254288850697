import type { DevState } from '../run/dev-state.ts';
import type { RunRecord } from '../run/run-record.ts';
import { summary } from './summary.ts';

interface Met {
  readonly text: string;
  readonly exitCode: number;
}

type Run = Pick<RunRecord, 'mode' | 'supervisorPid'>;

/** What a start says that finds the checkout taken, and how it ends: well, unless it was also to remove the data. */
export function meetRun(
  run: Run | undefined,
  state: DevState | undefined,
  options: { readonly fresh: boolean },
): Met {
  const isReady = state?.state === 'ready';
  const by = run?.mode === 'infrastructure' ? ' by `turbo run dev`' : '';
  const how = isReady ? 'already runs' : 'is already being started';
  const found = `Murmuration ${how}${by} (process ${run?.supervisorPid})`;
  if (options.fresh) {
    const instead = 'First npm stop, then npm start -- --fresh';
    return { text: `${found}, so nothing was removed. ${instead}`, exitCode: 1 };
  }
  const told = isReady ? [summary(state)] : [];
  return { text: [...told, `${found}. To end it: npm stop`].join('\n'), exitCode: 0 };
}
