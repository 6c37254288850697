import { later } from '../time/virtual-time.ts';
import { failed } from './failed.ts';

/** Whoever holds locks. */
export interface Holder {
  readonly held: Set<string>;
  /** Whether it has ended: it takes no more, and waits for none. */
  readonly isOver: boolean;
}

interface Waiter {
  readonly holder: Holder;
  readonly take: () => void;
}

/** As the limit of the services' roles. */
const LIMIT_MS = 10_000;

/** Exclusive locks by name, handed on in the order in which they were asked for. */
export class Locks {
  private readonly holders = new Map<string, Holder>();
  private readonly waiting = new Map<string, Waiter[]>();

  isFree(name: string): boolean {
    return !this.holders.has(name);
  }

  /** Takes a lock, or waits for it; as the database, not for ever. */
  take(holder: Holder, name: string): Promise<void> | undefined {
    if (holder.isOver) throw failed('57P01', 'the session is gone');
    const owner = this.holders.get(name);
    if (owner === holder) return undefined;
    if (owner !== undefined) return this.wait(holder, name);
    this.give(holder, name);
    return undefined;
  }

  releaseAll(holder: Holder): void {
    for (const name of holder.held) {
      this.holders.delete(name);
      const [next, ...others] = (this.waiting.get(name) ?? []).filter(
        (waiter) => !waiter.holder.isOver,
      );
      if (others.length === 0) this.waiting.delete(name);
      else this.waiting.set(name, others);
      next?.take();
    }
    holder.held.clear();
  }

  /** All who waited are gone, and all who held. */
  clear(): void {
    this.holders.clear();
    this.waiting.clear();
  }

  private give(holder: Holder, name: string): void {
    this.holders.set(name, holder);
    holder.held.add(name);
  }

  private async wait(holder: Holder, name: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const queue = this.waiting.get(name) ?? [];
    this.waiting.set(name, queue);
    const limit = later(LIMIT_MS, () => {
      this.waiting.set(
        name,
        (this.waiting.get(name) ?? []).filter((each) => each !== waiter),
      );
      reject(failed('55P03', `waited too long for ${name}`));
    });
    const waiter: Waiter = {
      holder,
      take: () => {
        limit.isCancelled = true;
        this.give(holder, name);
        resolve();
      },
    };
    queue.push(waiter);
    await promise;
  }
}
