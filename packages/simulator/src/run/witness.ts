import type { Transaction } from '../ground/transaction.ts';
import type { Trace } from './trace.ts';

/** Sees every commit: writes it into the trace, and notices what is done twice. */
export class Witness {
  /** What was handled or decided more than once, in words. */
  readonly repeated = new Set<string>();
  private readonly done = new Set<string>();
  private readonly trace: Trace;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  see({ placed, claimed, decided }: Transaction): void {
    const seen = [...claimed].map((entry) => this.handled(entry));
    for (const command of decided) this.once(command, command);
    if (placed.length + claimed.size === 0) return;
    const told = placed.map(({ id, type, key }) => `${type} ${key} ${this.trace.nameOf(id)}`);
    this.trace.say([...seen, ...told].join(', '));
  }

  private handled(entry: string): string {
    const [id = '', reaction = ''] = entry.split(' ');
    const name = this.trace.nameOf(id);
    this.once(entry, `${name} by ${reaction}`);
    return `${reaction} saw ${name}`;
  }

  private once(what: string, words: string): void {
    if (this.done.has(what)) this.repeated.add(words);
    this.done.add(what);
  }
}
