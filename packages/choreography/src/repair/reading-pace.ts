const FIRST_PORTION = 50;
const LARGEST_PORTION = 1_000;
/** What is read in less time is doubled the next time, in milliseconds. */
const SHORT_MS = 50;
/** What takes longer is quartered. */
const LONG_MS = 250;

/**
 * How many messages are read from the broker in one go. It answers a request for many as a whole and nothing else of the same connection meanwhile; of a block whose index does not add up,
 * because a sequence number in it is damaged, it reads the whole file anew for each message: some 13 ms for 8 MB (nats-server 2.15).
 */
export class ReadingPace {
  private size = FIRST_PORTION;

  /** How many messages to ask for. */
  get portion(): number {
    return this.size;
  }

  /** A portion was read in so many milliseconds. */
  took(milliseconds: number): void {
    if (milliseconds > LONG_MS) this.size = Math.max(1, Math.floor(this.size / 4));
    else if (milliseconds < SHORT_MS) this.size = Math.min(LARGEST_PORTION, this.size * 2);
  }
}
