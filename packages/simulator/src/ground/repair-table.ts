import {
  type Lease,
  type Mark,
  newId,
  type OpenRepair,
  type Repair,
  type RepairStatements,
  type Scope,
} from '@murmuration/choreography/simulation';
import type { Cluster } from './cluster.ts';
import type { Life } from './life.ts';
import type { TakenMark } from './tables.ts';
import { put, remove } from './transaction.ts';

const MINUTE_MS = 60_000;

/** The repair's statements, as a process says them. */
export class RepairTable implements RepairStatements {
  private readonly cluster: Cluster;
  private readonly life: Life;
  private readonly schema: string;

  constructor(cluster: Cluster, life: Life, schema: string) {
    this.cluster = cluster;
    this.life = life;
    this.schema = schema;
  }

  /** All at once: a simulation ends long before the retention does. */
  async *retained(
    { lane, prefix }: Scope,
    after: number,
  ): AsyncGenerator<readonly { seq: number; id: string }[], void> {
    yield await this.cluster.read(this.life, this.schema, (tables) =>
      tables.lane(lane).filter(({ seq, subject }) => seq > after && subject.startsWith(prefix)),
    );
  }

  async begin(
    { lane, fence }: Lease,
    settled: string,
    broker: string,
    { stream, finding, lost, soundUpTo }: Repair,
  ): Promise<OpenRepair | undefined> {
    return await this.cluster.change(this.life, this.schema, (tables) => {
      const row = tables.lanes.get(lane);
      if (row === undefined || row.fence !== fence) return { answer: undefined };
      const repair = { id: newId(), found: finding, lastPosition: lost.last, lane };
      const name = `${lane} ${stream}`;
      const sound = (tables.marks.get(name) ?? []).filter((mark) => mark.sequence <= soundUpTo);
      const change = (): (() => void) => {
        const back = [
          put(tables.lanes, lane, { ...row, settled, broker }),
          put(tables.marks, name, sound),
          ...(lost.count > 0 ? [put(tables.repairs, repair.id, repair)] : []),
        ];
        return () => back.toReversed().forEach((undo) => undo());
      };
      return { answer: repair, change };
    });
  }

  async open(lane: number): Promise<readonly OpenRepair[]> {
    return await this.cluster.read(this.life, this.schema, (tables) =>
      [...tables.repairs.values()].filter((repair) => repair.lane === lane),
    );
  }

  async finish(id: string): Promise<void> {
    await this.cluster.change(this.life, this.schema, (tables) => ({
      answer: undefined,
      change: () => remove(tables.repairs, id),
    }));
  }

  async mark(lane: number, stream: string, mark: Mark): Promise<void> {
    await this.cluster.change(this.life, this.schema, (tables) => {
      const name = `${lane} ${stream}`;
      const marks = [...(tables.marks.get(name) ?? []), { ...mark, takenAt: Date.now() }];
      return { answer: undefined, change: () => put(tables.marks, name, thinned(marks)) };
    });
  }

  async marks(lane: number, stream: string): Promise<readonly Mark[]> {
    return await this.cluster.read(this.life, this.schema, (tables) =>
      (tables.marks.get(`${lane} ${stream}`) ?? []).toSorted((a, b) => b.sequence - a.sequence),
    );
  }
}

/** All of the last minute, and before it the oldest of each doubling of age. */
function thinned(marks: readonly TakenMark[]): readonly TakenMark[] {
  const now = Date.now();
  const kept = new Set<number>();
  return marks.filter(({ takenAt }) => {
    const ageMs = now - takenAt;
    if (ageMs < MINUTE_MS) return true;
    const doubling = Math.floor(Math.log2(1 + ageMs / 1_000));
    if (kept.has(doubling)) return false;
    kept.add(doubling);
    return true;
  });
}
