import { cp, mkdtemp, readdir, rm, stat, truncate, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestBroker } from '@murmuration/testkit';

/** The files of a broker that is down. */
export class BrokerFiles {
  private readonly store: string;
  private readonly copies: string[] = [];

  constructor(broker: TestBroker) {
    if (broker.storeDirectory === undefined) {
      throw new Error('the files of a broker in a container are out of reach: TESTKIT=local');
    }
    this.store = broker.storeDirectory;
  }

  async wipe(): Promise<void> {
    await rm(this.store, { recursive: true, force: true });
  }

  /** Copies everything, and resolves to where the copy is. */
  async copy(): Promise<string> {
    const copy = await mkdtemp(join(tmpdir(), 'murmuration-store-'));
    this.copies.push(copy);
    await cp(this.store, copy, { recursive: true });
    return copy;
  }

  async restore(copy: string): Promise<void> {
    await this.wipe();
    await cp(copy, this.store, { recursive: true });
  }

  /** Restores the messages of a stream and leaves its consumers as they are. */
  async restoreMessages(copy: string, stream: string): Promise<void> {
    const messages = join(await this.placeOf(stream), 'msgs');
    await rm(messages, { recursive: true });
    await cp(messages.replace(this.store, copy), messages, { recursive: true });
  }

  /** Cuts the end off the last file of messages. */
  async truncate(stream: string, share: number): Promise<void> {
    const file = await this.lastBlock(stream);
    await truncate(file, Math.floor((await stat(file)).size * (1 - share)));
  }

  /** Overwrites a few bytes of the last file of messages, as far from its begin as `share` says. */
  async scratch(stream: string, share: number): Promise<void> {
    const path = await this.lastBlock(stream);
    const file = await open(path, 'r+');
    const at = Math.floor((await file.stat()).size * share);
    await file.write('scratched', at);
    await file.close();
  }

  async removeCopies(): Promise<void> {
    for (const copy of this.copies.splice(0)) await rm(copy, { recursive: true });
  }

  private async lastBlock(stream: string): Promise<string> {
    const messages = join(await this.placeOf(stream), 'msgs');
    const blocks = (await readdir(messages)).filter((name) => name.endsWith('.blk'));
    const last = blocks.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).at(-1);
    if (last === undefined) throw new Error(`${stream} has no messages in files`);
    return join(messages, last);
  }

  private async placeOf(stream: string): Promise<string> {
    const accounts = join(this.store, 'jetstream');
    for (const account of await readdir(accounts)) {
      const streams = join(accounts, account, 'streams');
      if ((await readdir(streams).catch((): string[] => [])).includes(stream))
        return join(streams, stream);
    }
    throw new Error(`the broker has no stream ${stream}`);
  }
}
