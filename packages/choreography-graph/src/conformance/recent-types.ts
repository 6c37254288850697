/** Of which type the latest events were, by their ids. Forgets the oldest when there are too many, and knows from when on it knows all. */
export class RecentTypes {
  private readonly types = new Map<string, { readonly type: string; readonly at: number }>();
  private readonly capacity: number;
  /** Milliseconds since 1970: every event that was made later and was observed is known. */
  private completeSince: number;

  constructor(since: number, capacity: number) {
    this.completeSince = since;
    this.capacity = capacity;
  }

  get since(): number {
    return this.completeSince;
  }

  typeOf(id: string): string | undefined {
    return this.types.get(id)?.type;
  }

  remember(id: string, type: string, at: number): void {
    this.types.set(id, { type, at });
    if (this.types.size <= this.capacity) return;
    for (const [oldest, forgotten] of this.types) {
      this.types.delete(oldest);
      this.completeSince = Math.max(this.completeSince, forgotten.at);
      return;
    }
  }
}
