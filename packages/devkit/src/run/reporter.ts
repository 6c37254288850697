import type { Progress } from './progress.ts';
import type { Reporter } from './run-context.ts';

/** Reports to the log of the supervisor, and to the command that started it while that one listens. */
export function createReporter(): Reporter {
  return {
    async step(name, work, outcome = () => 'done') {
      const began = performance.now();
      const result = await work();
      tell({ type: 'step', name, outcome: outcome(result), ms: performance.now() - began });
      return result;
    },
    notice: (text) => tell({ type: 'notice', text }),
  };
}

/** Sends one piece of progress. */
export function tell(progress: Progress): void {
  console.log(`${new Date().toISOString()} ${JSON.stringify(progress)}`);
  if (process.connected) process.send?.(progress, undefined, {}, () => {});
}
