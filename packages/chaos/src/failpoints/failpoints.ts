import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Failpoint } from '@murmuration/choreography';
import { eventually, type Program } from '@murmuration/testkit';
import {
  deathFile,
  nextVersionFile,
  type Order,
  orderFile,
  ORDERS_SIGNAL,
} from '../loading/orders.ts';

const OBEYED_MS = 15_000;
const REACHED_MS = 20_000;

/** Tells processes of the shop to kill themselves. */
export class Failpoints {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Has the first of these processes kill itself with SIGKILL that reaches the failpoint for the `nth` time from now; the others are told to go on living. Resolves to
   * those that died there, which are several when they got there at once, and none when nobody got there in time.
   */
  async killOne(
    programs: readonly Program[],
    point: Failpoint,
    { nth = 1, withinMs = REACHED_MS }: { readonly nth?: number; readonly withinMs?: number } = {},
  ): Promise<readonly Program[]> {
    const alive = programs.filter(({ isRunning, isPaused }) => isRunning && !isPaused);
    const pids = await Promise.all(alive.map((each) => this.tell(each, { dieAt: point, nth })));
    await this.untilDead(alive, withinMs);
    await Promise.all(
      alive.filter(({ isRunning }) => isRunning).map((each) => this.tell(each, { dieAt: null })),
    );
    const deaths = await Promise.all(pids.map((pid) => this.deathOf(pid)));
    return alive.filter((_, at) => deaths[at] === point);
  }

  /** Has a process take memory until it has none left, in the midst of its work. Resolves when it is dead. */
  async exhaustHeap(program: Program): Promise<boolean> {
    await this.tell(program, { exhaustHeap: true });
    return await this.untilDead([program], REACHED_MS * 3);
  }

  /** Sets the clock of a process wrong, by so many milliseconds. */
  async setClock(program: Program, clockSkewMs: number): Promise<void> {
    await this.tell(program, { clockSkewMs });
  }

  /** What starts from now on is of the next version, or of this one. */
  async deployNext(isNext: boolean): Promise<void> {
    const file = nextVersionFile(this.directory);
    if (isNext) await writeFile(file, '');
    else await rm(file, { force: true });
  }

  /** The id of the process that has taken the order; 0 when it is dead. */
  private async tell(program: Program, order: Order): Promise<number> {
    const { pid } = program;
    if (pid === undefined) return 0;
    const file = orderFile(this.directory, pid);
    await writeFile(file, JSON.stringify(order));
    program.signal(ORDERS_SIGNAL);
    await eventually(() => !existsSync(file) || !program.isRunning, {
      what: `${program.name} to take its order`,
      timeoutMs: OBEYED_MS,
      everyMs: 5,
    });
    await rm(file, { force: true });
    return pid;
  }

  /** Whether one of them has died in time. */
  private async untilDead(programs: readonly Program[], withinMs: number): Promise<boolean> {
    const isDead = eventually(() => programs.some(({ isRunning }) => !isRunning), {
      what: 'a process to die',
      timeoutMs: withinMs,
      everyMs: 5,
    });
    return await isDead.then(
      () => true,
      () => false,
    );
  }

  private async deathOf(pid: number): Promise<string | undefined> {
    return await readFile(deathFile(this.directory, pid), 'utf8').catch(() => undefined);
  }
}
