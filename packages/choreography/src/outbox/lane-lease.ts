import type { Logger } from 'pino';
import { reach } from '../failpoints/reach.ts';
import { LEASE_SECONDS, type Lease, type LaneStatements } from './lane-store.ts';

const RECORD_MS = 250;
/** We count on a lease for 7 of its 10 seconds, and prolong it when half of those are left. */
const TRUSTED_MS = LEASE_SECONDS * 700;

/** The statements that a lease needs. */
export type LeaseStatements = Pick<LaneStatements, 'acquire' | 'record' | 'release'>;

/** What a lane's last owner has recorded. */
export interface Taken {
  readonly settled: string;
  /** What it remembered of the broker. */
  readonly broker: string;
}

/**
 * The right to publish a lane, and what was recorded under it. Time is taken from a clock that nobody sets; and from the other as well, since the first one may stand
 * still while the machine sleeps.
 */
export class LaneLease {
  private readonly lane: number;
  private readonly owner: string;
  private readonly store: LeaseStatements;
  private readonly log: Logger;
  private lease: Lease | undefined;
  private trustedUntil = 0;
  private trustedUntilByDate = 0;
  private recorded = '{}';
  private recordedBroker = '{}';
  private recordedAt = 0;

  constructor(lane: number, owner: string, store: LeaseStatements, log: Logger) {
    this.lane = lane;
    this.owner = owner;
    this.store = store;
    this.log = log;
  }

  /** Whether the lane is ours, with time to spare. */
  get isTrusted(): boolean {
    return (
      this.lease !== undefined &&
      performance.now() < this.trustedUntil &&
      Date.now() < this.trustedUntilByDate
    );
  }

  /** Takes the lane if nobody has it; returns what was recorded before. */
  async take(): Promise<Taken | undefined> {
    const trust = this.trustFromNow();
    this.lease = undefined;
    const taken = await this.store.acquire(this.lane, this.owner);
    if (taken === undefined) return undefined;
    this.lease = taken.lease;
    trust();
    this.recorded = taken.settled;
    this.recordedBroker = taken.broker;
    reach('relay.lease-taken');
    this.log.debug({ fence: taken.lease.fence, settled: taken.settled }, 'lane taken');
    return taken;
  }

  /** Whether this was not recorded yet. */
  isNews(settled: string): boolean {
    return settled !== this.recorded;
  }

  /** Records what is settled, now and then, with what is remembered of the broker, and prolongs the lease with it, or when it is time. */
  async keep(settled: string, broker: () => string): Promise<void> {
    const now = performance.now();
    const isDue = this.isNews(settled) && now - this.recordedAt >= RECORD_MS;
    if (!isDue && this.trustedUntil - now > TRUSTED_MS / 2) return;
    const remembered = broker();
    await this.write(settled, remembered, async (lease) => {
      reach('relay.before-record');
      const isOurs = await this.store.record(lease, settled, remembered);
      reach('relay.after-record');
      return isOurs ? true : undefined;
    });
  }

  /** Prolongs the lease in the midst of longer work, when it is time. */
  async prolong(): Promise<void> {
    await this.keep(this.recorded, () => this.recordedBroker);
  }

  /** Does what records these under the lease and prolongs it. Answers undefined, and the lane is lost, when it does: another process has the lane. */
  async write<Answer>(
    settled: string,
    broker: string,
    perform: (lease: Lease) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined> {
    const { lease } = this;
    if (lease === undefined) return undefined;
    const trust = this.trustFromNow();
    const answer = await perform(lease);
    this.recorded = settled;
    this.recordedBroker = broker;
    this.recordedAt = performance.now();
    if (answer !== undefined) trust();
    else {
      this.lease = undefined;
      this.log.info('lane lost to another process');
    }
    return answer;
  }

  /** Records what is settled and lets another process have the lane at once. */
  async giveUp(settled: string, broker: string): Promise<void> {
    const lease = this.lease;
    this.lease = undefined;
    if (lease !== undefined) await this.store.release(lease, settled, broker);
  }

  /** The lease counts from before it was asked for. */
  private trustFromNow(): () => void {
    const [until, untilByDate] = [performance.now() + TRUSTED_MS, Date.now() + TRUSTED_MS];
    return () => {
      this.trustedUntil = until;
      this.trustedUntilByDate = untilByDate;
    };
  }
}
