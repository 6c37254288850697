import { LineFile } from './line-file.ts';
import { mailMessage, matches, type MailFilter, type MailMessage } from './mail-message.ts';

/** The newest so many messages are kept. */
export const MAX_MESSAGES = 5_000;

/** The received messages, in memory and, when there is a data file, on disk. */
export class MailStore {
  #messages: MailMessage[];
  #linesInFile: number;
  readonly #file: LineFile | null;

  private constructor(file: LineFile | null, messages: MailMessage[]) {
    this.#file = file;
    this.#linesInFile = messages.length;
    this.#messages = messages.slice(-MAX_MESSAGES);
  }

  /**
   * @param path the data file; undefined keeps everything in memory
   * @throws Error when the file cannot be opened, or holds something else
   */
  static async open(path: string | undefined): Promise<MailStore> {
    if (path === undefined) return new MailStore(null, []);
    const { file, lines } = await LineFile.open(path);
    try {
      const messages = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
      return new MailStore(file, messages);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Fulfilled once the message is durable; it is listed from then on. */
  async add(message: MailMessage): Promise<void> {
    const keep = (): void => this.#keep(message);
    if (this.#file === null) return keep();
    this.#linesInFile += 1;
    await this.#file.append(JSON.stringify(message), keep);
    // Rewritten rarely, so that each message costs the same on average.
    if (this.#linesInFile > 2 * MAX_MESSAGES) await this.#rewrite();
  }

  /** Newest first. */
  list(filter: MailFilter): MailMessage[] {
    const found = this.#messages.filter((message) => matches(message, filter)).toReversed();
    return found.slice(0, filter.limit);
  }

  get(id: string): MailMessage | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  /** Forgets all messages. */
  async clear(): Promise<void> {
    this.#messages = [];
    await this.#rewrite();
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  #keep(message: MailMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
  }

  async #rewrite(): Promise<void> {
    this.#linesInFile = this.#messages.length;
    await this.#file?.replace(() => this.#messages.map((message) => JSON.stringify(message)));
  }
}

function parseLine(line: string, where: string): MailMessage {
  try {
    return mailMessage.parse(JSON.parse(line));
  } catch (cause) {
    const advice = 'Move the file away, or name another DATA_FILE.';
    throw new Error(`${where} is not a mail that this program has written. ${advice}`, { cause });
  }
}
