import { cp, mkdtemp, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestBroker } from '@murmuration/testkit';
import { isAlive } from './is-alive.ts';

/** A copy of a broker's whole store. */
export interface StoreCopy {
  readonly directory: string;
  remove(): Promise<void>;
}

/**
 * Surgery on the files of a nats-server. Only `wipe` and `copy` may be done while it runs; for all else it has to be down, or it would write over what was done.
 */
export class BrokerStore {
  private readonly directory: string;
  private readonly broker: TestBroker;

  /** @throws Error for a server in a container, whose files are out of reach */
  constructor(broker: TestBroker) {
    if (broker.storeDirectory === undefined) {
      throw new Error('The files of a broker in a container are out of reach: TESTKIT=local');
    }
    this.directory = broker.storeDirectory;
    this.broker = broker;
  }

  /** Removes everything: streams, consumers, what they knew. */
  async wipe(): Promise<void> {
    // a running server goes on writing into it
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Copies everything as it is at one moment: a running server is held meanwhile. */
  async copy(): Promise<StoreCopy> {
    const directory = await mkdtemp(join(tmpdir(), 'murmuration-store-'));
    const { pid } = this.broker;
    const isRunning = pid !== undefined && isAlive(pid);
    if (isRunning) process.kill(pid, 'SIGSTOP');
    try {
      await cp(this.directory, directory, { recursive: true });
    } finally {
      if (isRunning) process.kill(pid, 'SIGCONT');
    }
    return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
  }

  /** Puts an older copy in the place of everything. */
  async restore(copy: StoreCopy): Promise<void> {
    await this.wipe();
    await cp(copy.directory, this.directory, { recursive: true });
  }

  /** Cuts that many bytes off the end of a stream's last block file, at most all. Tells how many were left. */
  async truncateLastBlock(stream: string, bytes: number): Promise<number> {
    const file = (await this.blocksOf(stream)).at(-1);
    if (file === undefined) throw new Error(`${stream} has no block file`);
    const left = Math.max(0, (await stat(file)).size - bytes);
    await truncate(file, left);
    return left;
  }

  /** Flips one bit each in that many bytes in the middle third of a stream's largest block file. `luck` gives numbers from 0 to below 1. */
  async flipBits(stream: string, count: number, luck: () => number): Promise<void> {
    const sizes = await Promise.all(
      (await this.blocksOf(stream)).map(async (file) => ({ file, size: (await stat(file)).size })),
    );
    const largest = sizes.toSorted((one, other) => other.size - one.size)[0];
    if (largest === undefined || largest.size < 3) throw new Error(`${stream} has no bits to flip`);
    const { file, size } = largest;
    const handle = await open(file, 'r+');
    try {
      for (let flips = 0; flips < count; flips++) {
        const at = Math.floor(size / 3 + (luck() * size) / 3);
        const byte = Buffer.alloc(1);
        await handle.read(byte, 0, 1, at);
        byte.writeUInt8(byte.readUInt8() ^ (1 << Math.floor(luck() * 8)));
        await handle.write(byte, 0, 1, at);
      }
    } finally {
      await handle.close();
    }
  }

  /** Removes a durable consumer with all that it knew. */
  async removeConsumer(stream: string, durable: string): Promise<void> {
    const directory = join(await this.placeOf(stream), 'obs', durable);
    await stat(directory);
    await rm(directory, { recursive: true });
  }

  /** The files with the messages of a stream, oldest first. */
  async blocksOf(stream: string): Promise<readonly string[]> {
    const directory = join(await this.placeOf(stream), 'msgs');
    const numbers = (await readdir(directory))
      .filter((name) => name.endsWith('.blk'))
      .map((name) => Number.parseInt(name, 10));
    return numbers.toSorted((one, other) => one - other).map((n) => join(directory, `${n}.blk`));
  }

  // <store>/jetstream/<account>/streams/<stream>
  private async placeOf(stream: string): Promise<string> {
    const accounts = join(this.directory, 'jetstream');
    for (const account of await readdir(accounts)) {
      const streams = join(accounts, account, 'streams');
      const names: readonly string[] = await readdir(streams).catch(() => []);
      if (names.includes(stream)) return join(streams, stream);
    }
    throw new Error(`The broker's store has no stream ${stream}.`);
  }
}
