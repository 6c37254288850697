import {
  type Claim,
  type LanePosition,
  type LaneStatements,
  LEASE_SECONDS,
  type Lease,
} from '@murmuration/choreography/simulation';
import type { Cluster } from './cluster.ts';
import type { Life } from './life.ts';
import type { LaneRow, Tables } from './tables.ts';
import { put } from './transaction.ts';

const LEASE_MS = LEASE_SECONDS * 1_000;

/** The relay's statements, as a process says them. */
export class LaneTable implements LaneStatements {
  private readonly cluster: Cluster;
  private readonly life: Life;
  private readonly schema: string;

  constructor(cluster: Cluster, life: Life, schema: string) {
    this.cluster = cluster;
    this.life = life;
    this.schema = schema;
  }

  async acquire(
    lane: number,
    owner: string,
  ): Promise<{ lease: Lease; settled: string; broker: string } | undefined> {
    return await this.change((tables) => {
      const row = rowOf(tables, lane);
      const isFree = row.leasedUntil < Date.now() || row.owner === owner || !row.isHeld();
      if (!isFree) return { answer: undefined };
      const fence = row.fence + 1;
      const taken = { ...row, ...this.held(), owner, fence };
      const { settled, broker } = row;
      return {
        answer: { lease: { lane, owner, fence }, settled, broker },
        change: () => put(tables.lanes, lane, taken),
      };
    });
  }

  async release({ lane, fence }: Lease, settled: string, broker: string): Promise<void> {
    await this.change((tables) => {
      const row = rowOf(tables, lane);
      if (row.fence !== fence) return { answer: undefined };
      const given = { ...row, leasedUntil: -Infinity, settled, broker };
      return { answer: undefined, change: () => put(tables.lanes, lane, given) };
    });
  }

  async record({ lane, fence }: Lease, settled: string, broker: string): Promise<boolean> {
    return await this.change((tables) => {
      const row = rowOf(tables, lane);
      if (row.fence !== fence) return { answer: false };
      const recorded = { ...row, ...this.held(), settled, broker };
      return { answer: true, change: () => put(tables.lanes, lane, recorded) };
    }, true);
  }

  async usedLanes(): Promise<readonly number[]> {
    return await this.read((tables) => [...tables.sequences.keys()]);
  }

  async claim(lane: number, inHand: LanePosition, limit: number): Promise<Claim> {
    return await this.read((tables) => {
      const from = inHand.settledUpTo;
      const rows = tables.lane(lane).filter(({ seq }) => seq > from && !inHand.isSettled(seq));
      const ids = tables.rules.waitsForHoles ? [...tables.open] : [];
      const oldestOpen = ids.reduce((a, b) => (a < b ? a : b), tables.lastTransaction + 1n);
      return { rows: rows.slice(0, limit), oldestOpen };
    });
  }

  async boundary(): Promise<bigint> {
    return await this.read((tables) =>
      tables.rules.waitsForHoles ? ++tables.lastTransaction : 0n,
    );
  }

  private held(): Pick<LaneRow, 'leasedUntil' | 'isHeld'> {
    return { leasedUntil: Date.now() + LEASE_MS, isHeld: this.cluster.watch(this.life) };
  }

  private change<Answer>(
    how: Parameters<typeof this.cluster.change<Answer>>[2],
    isRelaxed = false,
  ): Promise<Answer> {
    return this.cluster.change(this.life, this.schema, how, isRelaxed);
  }

  private read<Answer>(how: (tables: Tables) => Answer): Promise<Answer> {
    return this.cluster.read(this.life, this.schema, how);
  }
}

const FREE: LaneRow = {
  owner: '',
  fence: 0,
  leasedUntil: -Infinity,
  settled: '{}',
  broker: '{}',
  isHeld: () => false,
};

const rowOf = (tables: Tables, lane: number): LaneRow => tables.lanes.get(lane) ?? FREE;
