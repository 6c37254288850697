import type { Logger } from 'pino';

/** What a stop undoes, in the reverse order of the start. A step that fails is logged and keeps no other from being taken. */
export class Closers {
  private readonly steps: (() => Promise<void>)[] = [];
  private readonly log: Logger;
  private closing: Promise<void> | undefined;

  constructor(log: Logger) {
    this.log = log;
  }

  add(close: () => Promise<void> | void): void {
    this.steps.push(async () => close());
  }

  close(): Promise<void> {
    this.closing ??= this.takeAll();
    return this.closing;
  }

  private async takeAll(): Promise<void> {
    for (const step of this.steps.toReversed()) {
      await step().catch((error: unknown) =>
        this.log.error({ err: error }, 'a step of the stop failed'),
      );
    }
  }
}
