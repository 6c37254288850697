import type { StoreView } from '../definition/decision.ts';
import type { Store } from '../definition/define-store.ts';

interface Entry {
  state: unknown;
  readonly existed: boolean;
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
      const state = found.get(key);
      this.entries.set(key, { state, existed: state !== undefined, changed: false });
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
    if (entry === undefined) this.entries.set(key, { state, existed: false, changed: true });
    else {
      entry.state = state;
      entry.changed = true;
    }
  }

  /** The states to insert, in key order so that processes which insert the same keys do not deadlock, and those to update, whose rows are locked already. */
  changes(): { readonly inserts: readonly unknown[]; readonly updates: readonly unknown[] } {
    const inserts: unknown[] = [];
    const updates: unknown[] = [];
    for (const { state, existed, changed } of this.entries.values()) {
      if (changed) (existed ? updates : inserts).push(state);
    }
    inserts.sort((a, b) => (this.store.key(a) < this.store.key(b) ? -1 : 1));
    return { inserts, updates };
  }
}
