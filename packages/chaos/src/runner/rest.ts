/** The time within which everything has to be at rest, from the end of the fault on. */
export class Rest {
  private readonly boundMs: number;
  private begunAt = performance.now();

  constructor(boundMs: number) {
    this.boundMs = boundMs;
  }

  begin(): void {
    this.begunAt = performance.now();
  }

  /** Since the end of the fault. */
  get seconds(): number {
    return (performance.now() - this.begunAt) / 1_000;
  }

  /** What is left of it; a look is always worth a second. */
  get leftMs(): number {
    return Math.max(1_000, this.begunAt + this.boundMs - performance.now());
  }
}
