import { styleText } from 'node:util';
import type { Failure } from './failure.ts';

/** Where text goes. */
export interface Screen {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether people look at `out`: then one line may be written over, and colours make sense. */
  readonly isTerminal: boolean;
}

export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

const ERASE_LINE = '\r\u001b[2K';

/** Says everything either to people or, with --json, to programs. */
export class Printer {
  readonly isJson: boolean;
  readonly isLive: boolean;
  readonly #screen: Screen;
  #hasProgress = false;

  constructor(screen: Screen, isJson: boolean) {
    this.#screen = screen;
    this.isJson = isJson;
    this.isLive = screen.isTerminal && !isJson;
  }

  /** The one result of a verb. */
  document(value: unknown, text: string): void {
    this.#write(this.isJson ? JSON.stringify(value, undefined, 2) : text);
  }

  /** One of many results, each on a line of its own. */
  line(value: unknown, text: string): void {
    this.#write(this.isJson ? JSON.stringify(value) : text);
  }

  /** Something that only people want to know. */
  note(text: string): void {
    if (!this.isJson) this.#write(text);
  }

  /** Replaces the last progress line of a terminal; says nothing elsewhere. */
  progress(text: string): void {
    if (!this.isLive) return;
    this.#screen.out(`${ERASE_LINE}${text}`);
    this.#hasProgress = true;
  }

  failure({ code, message, problems }: Failure): void {
    this.#clearProgress();
    const text = [message, ...problems.map(problemLine)].join('\n');
    const said = this.isJson ? JSON.stringify({ error: { code, message, problems } }) : text;
    this.#screen.err(`${said}\n`);
  }

  paint(colour: Colour, text: string): string {
    return this.isLive ? styleText(colour, text, { validateStream: false }) : text;
  }

  #write(text: string): void {
    this.#clearProgress();
    this.#screen.out(`${text}\n`);
  }

  #clearProgress(): void {
    if (this.#hasProgress) this.#screen.out(ERASE_LINE);
    this.#hasProgress = false;
  }
}

/** One reason on a line: which field, what about it, and the stable code. */
export function problemLine(problem: Failure['problems'][number]): string {
  return `  ${problem.field}: ${problem.message} (${problem.code})`;
}
