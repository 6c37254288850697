import { cp, mkdtemp, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestBroker } from '@murmuration/testkit';

/**
 * Where the parts of a message begin in a file of nats-server, in bytes from its subject: four of length, eight of sequence, eight of time, two of the subject's length. Of the sequence the
 * upper half, which has flags in it: with dirt in the lower one nats-server 2.15 does not start, it notes every number in between as deleted until its memory is full.
 */
const FROM_SUBJECT = { length: -22, sequence: -14, time: -10, subject: 0, body: 200 } as const;
type RecordPart = keyof typeof FROM_SUBJECT;

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

  async removeStream(stream: string): Promise<void> {
    await rm(await this.placeOf(stream), { recursive: true });
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

  /** Overwrites the beginning of one part of an event in the midst of the last file of messages. */
  async scratch(stream: string, part: RecordPart): Promise<void> {
    const path = await this.lastBlock(stream);
    const bytes = await readFile(path);
    const subject = bytes.indexOf('evt.', bytes.length / 2);
    if (subject < 0) throw new Error(`no event stands in the second half of ${path}`);
    const file = await open(path, 'r+');
    await file.write('dirt', subject + FROM_SUBJECT[part]);
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
