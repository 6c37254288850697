import { Worker } from 'node:worker_threads';
import type { Result } from './simulate.ts';
import type { Task } from './task.ts';

/** Threads that simulate, each a task at a time. */
export class Crew {
  private readonly free: Worker[] = [];
  private readonly waiting: ((worker: Worker) => void)[] = [];
  private readonly workers: readonly Worker[];

  constructor(threads: number) {
    this.workers = Array.from(
      { length: threads },
      () => new Worker(new URL('./worker.ts', import.meta.url)),
    );
    this.free.push(...this.workers);
  }

  /** Carries out a task as soon as a thread is free. */
  async perform(task: Task): Promise<Result> {
    const worker =
      this.free.pop() ?? (await new Promise<Worker>((take) => this.waiting.push(take)));
    const answer = answerOf(worker);
    worker.postMessage(task);
    try {
      return await answer;
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free.push(worker);
      else next(worker);
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** What a thread says next; its end is a failure. */
async function answerOf(worker: Worker): Promise<Result> {
  return await new Promise((resolve, reject) => {
    const onMessage = (answer: Result): void => {
      worker.off('error', onError);
      resolve(answer);
    };
    const onError = (error: Error): void => {
      worker.off('message', onMessage);
      reject(error);
    };
    worker.once('message', onMessage);
    worker.once('error', onError);
  });
}
