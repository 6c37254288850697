import { parentPort } from 'node:worker_threads';
import { takeOverChance } from '../time/seeded-process.ts';
import { takeOverTime } from '../time/virtual-time.ts';
import type { Task } from './task.ts';

/**
 * Simulates in a thread of its own, which has clocks and timers of its own. They are taken over before anything is loaded that might take hold of the real ones.
 */
takeOverTime();
takeOverChance();
const { perform } = await import('./task.ts');

parentPort?.on('message', (task: Task) => {
  void perform(task).then(
    (answer) => parentPort?.postMessage(answer),
    (error: unknown) => {
      throw error;
    },
  );
});
