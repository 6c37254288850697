/** When somebody stops waiting. Kept by the clock that nobody sets, so it means something in its process only: others are told how much time is left. */
export class Deadline {
  private readonly at: number;

  /** `ms`: from now on. */
  constructor(ms: number) {
    this.at = performance.now() + ms;
  }

  /** Milliseconds that are left; none or fewer when it has passed. */
  get leftMs(): number {
    return this.at - performance.now();
  }
}
