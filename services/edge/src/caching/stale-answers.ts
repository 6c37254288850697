/** An answer that was kept for the time that its service is away. */
export interface KeptAnswer {
  readonly text: string;
  readonly ageSeconds: number;
}

export interface StaleAnswersOptions {
  /** Older ones are not given any more. In milliseconds. */
  readonly maxAgeMs: number;
  /** Answers kept at most; the one that was not asked for the longest goes first. */
  readonly maxEntries: number;
  /** Characters kept at most, over all answers and their keys. */
  readonly maxCharacters: number;
  /** Milliseconds since any fixed moment. */
  readonly clock: () => number;
}

interface Entry {
  readonly text: string;
  readonly at: number;
}

/** The last good answers of public queries, bounded in number and size. */
export class StaleAnswers {
  private readonly options: StaleAnswersOptions;
  /** In the order of last use. */
  private readonly entries = new Map<string, Entry>();
  private characters = 0;

  constructor(options: StaleAnswersOptions) {
    this.options = options;
  }

  remember(key: string, text: string): void {
    this.forget(key);
    this.entries.set(key, { text, at: this.options.clock() });
    this.characters += key.length + text.length;
    const { maxEntries, maxCharacters } = this.options;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= maxEntries && this.characters <= maxCharacters) return;
      this.forget(oldest);
    }
  }

  /** The answer kept under a key, unless there is none or it is too old. */
  recall(key: string): KeptAnswer | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    const age = this.options.clock() - entry.at;
    if (age > this.options.maxAgeMs) {
      this.forget(key);
      return undefined;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    return { text: entry.text, ageSeconds: Math.floor(age / 1_000) };
  }

  private forget(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.characters -= key.length + entry.text.length;
  }
}
