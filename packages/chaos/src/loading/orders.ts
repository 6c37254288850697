import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a running process is told to do, by a file that carries its process id and a signal. */
export const order = z.union([
  z.object({ dieAt: z.string(), nth: z.int().positive() }),
  z.object({ exhaustHeap: z.literal(true) }),
  z.object({ clockSkewMs: z.number() }),
  z.object({ dieAt: z.null() }),
]);
export type Order = z.infer<typeof order>;

/** Where the orders lie: in the environment of every process that takes some. */
export const ORDERS_DIRECTORY = 'CHAOS_ORDERS';
/** What tells a process that there is one. */
export const ORDERS_SIGNAL = 'SIGUSR2';

/** Where the order to a process is put. It takes the file away as soon as it obeys. */
export const orderFile = (directory: string, pid: number): string => join(directory, `${pid}.json`);
/** What a process leaves when it dies at a failpoint. */
export const deathFile = (directory: string, pid: number): string => join(directory, `${pid}.died`);

/** While it is there, what starts is of the next version. */
export const nextVersionFile = (directory: string): string => join(directory, 'next-version');

/** Takes the order to this process, if there is one. */
export function takeOrder(directory: string): Order | undefined {
  const file = orderFile(directory, process.pid);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  rmSync(file);
  return order.parse(JSON.parse(text));
}

/** Notes where this process dies, and kills it. */
export function dieAt(directory: string, point: string): void {
  writeFileSync(deathFile(directory, process.pid), point);
  process.kill(process.pid, 'SIGKILL');
}
