/** What has to be undone, in the reverse order; everything is tried, also when something fails. */
export class Closers {
  private readonly list: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.list.push(close);
  }

  /** @throws the failure, or an AggregateError of several */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.list.splice(0).toReversed()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) {
      throw new AggregateError(failures, failures.map((failure) => String(failure)).join('\n'));
    }
  }
}
