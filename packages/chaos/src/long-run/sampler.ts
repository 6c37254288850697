import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LongShop } from './long-shop.ts';
import { tableSizes } from './table-sizes.ts';

const run = promisify(execFile);

/** What is measured. Sizes are in bytes. */
export type Kind = 'memory' | 'heap' | 'table' | 'broker';

export interface Sample {
  /** Since the first order, in seconds. */
  readonly at: number;
  readonly orders: number;
  readonly kind: Kind;
  readonly name: string;
  readonly bytes: number;
}

const EVERY_MS = 2_000;

/** Measures the shop every two seconds: the memory of each process, tables with their indexes, the broker's store. */
export class Sampler {
  readonly samples: Sample[] = [];
  private readonly shop: LongShop;
  private readonly orders: () => number;
  private readonly begun = performance.now();
  private readonly timer: NodeJS.Timeout;
  private measuring: Promise<void> = Promise.resolve();
  private isMeasuring = false;

  constructor(shop: LongShop, orders: () => number) {
    this.shop = shop;
    this.orders = orders;
    this.timer = setInterval(() => {
      // a look that fails is left out: a process that has died shows in the orders
      if (!this.isMeasuring) this.measuring = this.measure().catch(() => undefined);
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.measuring;
  }

  private async measure(): Promise<void> {
    this.isMeasuring = true;
    const note = (kind: Kind, name: string, bytes: number): void => {
      const at = (performance.now() - this.begun) / 1_000;
      this.samples.push({ at, orders: this.orders(), kind, name, bytes });
    };
    try {
      for (const [name, bytes] of await tableSizes(this.shop.sql)) note('table', name, bytes);
      for (const [name, bytes] of await this.memory()) note('memory', name, bytes);
      for (const [name, bytes] of await this.heaps()) note('heap', name, bytes);
      const { storeDirectory } = this.shop.shop.broker;
      if (storeDirectory !== undefined) note('broker', 'store', await sizeOf(storeDirectory));
    } finally {
      this.isMeasuring = false;
    }
  }

  private programs(): readonly (readonly [string, number])[] {
    const { services, edge, sandbox, mail, broker } = this.shop.shop;
    const programs = [
      ...services.flatMap(({ replicas }) => replicas),
      ...(edge === undefined ? [] : [edge.program]),
      sandbox.program,
      mail.program,
      { name: 'nats-server', pid: broker.pid },
    ];
    return programs.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
  }

  private async memory(): Promise<readonly (readonly [string, number])[]> {
    const programs = this.programs();
    const list = programs.map(([, pid]) => pid).join(',');
    const { stdout } = await run('ps', ['-o', 'pid=,rss=', '-p', list]);
    const kilobytes = new Map(
      stdout.split('\n').map((line) => {
        const [pid, rss] = line.trim().split(/\s+/).map(Number);
        return [pid, rss] as const;
      }),
    );
    return programs.map(([name, pid]) => [name, (kilobytes.get(pid) ?? 0) * 1_024] as const);
  }

  private async heaps(): Promise<readonly (readonly [string, number])[]> {
    const read = this.programs().map(async ([name, pid]) => {
      const file = join(this.shop.heapReports, `${pid}.heap`);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined ? [] : [[name, Number(text)] as const];
    });
    return (await Promise.all(read)).flat();
  }
}

/** The bytes of all files in a folder; one that goes away meanwhile counts nothing. */
async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true });
  const sizes = entries.map(async (entry) => {
    const found = await stat(join(directory, entry)).catch(() => undefined);
    return found?.isFile() === true ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
