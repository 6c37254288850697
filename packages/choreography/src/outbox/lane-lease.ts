import type { Logger } from 'pino';
import { LEASE_SECONDS, type Lease, type LaneStore } from './lane-store.ts';

const RECORD_MS = 100;
/** We count on a lease for 7 of its 10 seconds, and prolong it when half of those are left. */
const TRUSTED_MS = LEASE_SECONDS * 700;

/** The right to publish a lane, and what was recorded under it. */
export class LaneLease {
  private readonly lane: number;
  private readonly owner: string;
  private readonly store: LaneStore;
  private readonly log: Logger;
  private lease: Lease | undefined;
  private trustedUntil = 0;
  private recorded = '{}';
  private recordedAt = 0;

  constructor(lane: number, owner: string, store: LaneStore, log: Logger) {
    this.lane = lane;
    this.owner = owner;
    this.store = store;
    this.log = log;
  }

  /** Whether the lane is ours, with time to spare. */
  get isTrusted(): boolean {
    return this.lease !== undefined && Date.now() < this.trustedUntil;
  }

  /** Takes the lane if nobody has it; returns what was settled before. */
  async take(): Promise<string | undefined> {
    const before = Date.now();
    this.lease = undefined;
    const taken = await this.store.acquire(this.lane, this.owner);
    if (taken === undefined) return undefined;
    this.lease = taken.lease;
    this.trustedUntil = before + TRUSTED_MS;
    this.recorded = taken.settled;
    this.log.debug({ fence: taken.lease.fence, settled: taken.settled }, 'lane taken');
    return taken.settled;
  }

  /** Whether this was not recorded yet. */
  isNews(settled: string): boolean {
    return settled !== this.recorded;
  }

  /** Records what is settled, now and then, and prolongs the lease with it, or when it is time. */
  async keep(settled: string): Promise<void> {
    const lease = this.lease;
    if (lease === undefined) return;
    const now = Date.now();
    const isDue = this.isNews(settled) && now - this.recordedAt >= RECORD_MS;
    if (!isDue && this.trustedUntil - now > TRUSTED_MS / 2) return;
    const isOurs = await this.store.record(lease, settled);
    this.recorded = settled;
    this.recordedAt = now;
    if (isOurs) this.trustedUntil = now + TRUSTED_MS;
    else {
      this.lease = undefined;
      this.log.info('lane lost to another process');
    }
  }

  /** Records what is settled and lets another process have the lane at once. */
  async giveUp(settled: string): Promise<void> {
    const lease = this.lease;
    this.lease = undefined;
    if (lease !== undefined) await this.store.release(lease, settled);
  }
}
