import { open, readFile, rename, truncate, type FileHandle } from 'node:fs/promises';

interface Waiting {
  readonly line: string;
  readonly onWritten: () => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/*
 * L1  `append` is fulfilled only after the line has reached the disk.
 * L2  One operation on the file runs at a time; lines that wait share a write and an fsync.
 * L3  A last line without its end was never acknowledged, and is cut off when the file is opened.
 */

/** A file of lines: appended to durably, or replaced as a whole. */
export class LineFile {
  readonly #path: string;
  #handle: FileHandle;
  #waiting: Waiting[] = [];
  #tail: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Opens or creates the file, and reads its complete lines. */
  static async open(path: string): Promise<{ file: LineFile; lines: string[] }> {
    const handle = await open(path, 'a');
    const content = await readFile(path);
    const end = content.lastIndexOf('\n') + 1;
    if (end < content.length) await truncate(path, end);
    const lines = content.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    return { file: new LineFile(path, handle), lines };
  }

  /** @param onWritten called once the line is durable, before any later operation on the file */
  append(line: string, onWritten: () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const first = this.#waiting.push({ line, onWritten, done: resolve, failed: reject }) === 1;
    if (first) void this.#afterOthers(() => this.#writeWaiting());
    return promise;
  }

  /**
   * Replaces the content; a crash leaves either the old or the new one.
   * @param lines asked when it is this operation's turn, so that it knows of every line before
   */
  replace(lines: () => readonly string[]): Promise<void> {
    return this.#afterOthers(async () => {
      const next = `${this.#path}.next`;
      const handle = await open(next, 'w');
      await handle.writeFile(
        lines()
          .map((line) => `${line}\n`)
          .join(''),
      );
      await handle.sync();
      await rename(next, this.#path);
      await this.#handle.close();
      this.#handle = handle;
    });
  }

  /** Waits for what was begun, and closes the file. */
  close(): Promise<void> {
    return this.#afterOthers(() => this.#handle.close());
  }

  async #writeWaiting(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.#handle.writeFile(batch.map(({ line }) => `${line}\n`).join(''));
      await this.#handle.datasync();
      for (const { onWritten, done } of batch) {
        onWritten();
        done();
      }
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  #afterOthers(work: () => Promise<void>): Promise<void> {
    const result = this.#tail.then(work);
    // The one who asked for the work hears of its failure; those behind go on.
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
