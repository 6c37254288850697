import { createHash } from 'node:crypto';
import { elapsed } from '../time/virtual-time.ts';

/** What happened, line by line, and a hash of it all: two runs of a seed have the same, byte for byte. */
export class Trace {
  readonly lines: string[] = [];
  private readonly keeps: boolean;
  private readonly hash = createHash('sha256');
  private readonly names = new Map<string, string>();

  /** `keeps`: whether the lines are kept; the hash needs none. */
  constructor(keeps: boolean) {
    this.keeps = keeps;
  }

  say(what: string): void {
    const line = `${(elapsed() / 1_000).toFixed(4)} ${what}`;
    this.hash.update(line).update('\n');
    if (this.keeps) this.lines.push(line);
  }

  /** A name for an id that is drawn anew in each run: the n-th that was met. */
  nameOf(id: string): string {
    let name = this.names.get(id);
    if (name === undefined) {
      name = `#${this.names.size + 1}`;
      this.names.set(id, name);
    }
    return name;
  }

  digest(): string {
    return this.hash.copy().digest('hex').slice(0, 16);
  }
}
