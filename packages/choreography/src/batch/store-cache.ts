import type { StoreView } from '../definition/decision.ts';
import type { Store } from '../definition/define-store.ts';

/** A state that has a row: as it was loaded, and as it shall be. */
export interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

interface Entry {
  /** What was found in the database, if anything. */
  readonly loaded: unknown;
  state: unknown;
  changed: boolean;
}

/** The states of one store during one batch: as loaded, then as each message of the batch leaves them for the next. */
export class StoreCache implements StoreView<unknown> {
  private readonly entries = new Map<string, Entry>();
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Takes in what was found for the keys that were asked for. */
  fill(keys: readonly string[], found: ReadonlyMap<string, unknown>): void {
    for (const key of keys) {
      const loaded = found.get(key);
      this.entries.set(key, { loaded, state: loaded, changed: false });
    }
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): unknown {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      throw new Error(
        `${this.store.name} "${key}" was not loaded; name this key in the reaction's keys`,
      );
    }
    return entry.state;
  }

  put(state: unknown): void {
    const key = this.store.key(state);
    const entry = this.entries.get(key);
    if (entry === undefined) this.entries.set(key, { loaded: undefined, state, changed: true });
    else {
      entry.state = state;
      entry.changed = true;
    }
  }

  /** The states to insert, in key order so that processes which insert the same keys do not deadlock, and those to update, whose rows are locked already. */
  changes(): { readonly inserts: readonly unknown[]; readonly updates: readonly Change[] } {
    const inserts: unknown[] = [];
    const updates: Change[] = [];
    for (const { loaded, state, changed } of this.entries.values()) {
      if (!changed) continue;
      if (loaded === undefined) inserts.push(state);
      else updates.push({ before: loaded, after: state });
    }
    inserts.sort((a, b) => (this.store.key(a) < this.store.key(b) ? -1 : 1));
    return { inserts, updates };
  }
}
