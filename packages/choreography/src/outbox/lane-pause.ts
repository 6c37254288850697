const RETRY_MS = 250;
const MOST_RETRY_MS = 5_000;

/** The time after a failure in which a lane publishes nothing; longer each time, until something has gone well. */
export class LanePause {
  private readonly onEnd: () => void;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(onEnd: () => void) {
    this.onEnd = onEnd;
  }

  get isOn(): boolean {
    return this.timer !== undefined;
  }

  /** Begins, and returns for how many milliseconds; undefined when it is on already. */
  begin(): number | undefined {
    if (this.isOn) return undefined;
    const delayMs = Math.min(RETRY_MS * 2 ** Math.min(this.failures++, 10), MOST_RETRY_MS);
    this.timer = setTimeout(() => this.end(), delayMs);
    return delayMs;
  }

  end(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.onEnd();
  }

  /** Something has gone well: the next pause is short again. */
  succeeded(): void {
    this.failures = 0;
  }
}
