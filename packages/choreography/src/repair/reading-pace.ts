const FIRST_PORTION = 50;
const LARGEST_PORTION = 1_000;
/** How long one reading should take at most, in milliseconds. */
const SHORT_MS = 50;
const LONG_MS = 250;

/**
 * How many messages are read from the broker in one go. It answers a request for many as a whole and nothing else of the same connection meanwhile; of a block whose index does not add up,
 * because a sequence number in it is damaged, it reads the whole file anew for each message: some 13 ms for 8 MB (nats-server 2.15).
 */
export class ReadingPace {
  portion = FIRST_PORTION;

  /** A portion was read in so many milliseconds. */
  took(milliseconds: number): void {
    if (milliseconds > LONG_MS) this.portion = Math.max(1, Math.floor(this.portion / 4));
    else if (milliseconds < SHORT_MS) this.portion = Math.min(LARGEST_PORTION, this.portion * 2);
  }
}
