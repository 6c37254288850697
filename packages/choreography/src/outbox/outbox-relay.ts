import type { Logger } from 'pino';
import { newId } from '../messaging/ids.ts';
import type { Line } from '../messaging/line.ts';
import { wakeFilter, wakeSubject } from '../messaging/subjects.ts';
import type { RepairTools } from '../repair/lane-mender.ts';
import { LaneRelay } from './lane-relay.ts';
import type { LaneStatements } from './lane-store.ts';
import type { PlacedRow } from './outbox-row.ts';
import type { Publisher } from './publisher.ts';

/** The lanes that rows are written to now, and those that they were written to under another setting. */
export async function lanesToRelay(
  store: LaneStatements,
  lanes: number,
): Promise<readonly number[]> {
  const current = Array.from({ length: lanes }, (_, lane) => lane);
  return [...new Set([...current, ...(await store.usedLanes())])];
}

/** Relays the outbox of a service: a lane at a time belongs to one process. */
export class OutboxRelay {
  private readonly service: string;
  private readonly connection: Line;
  private readonly lanes: ReadonlyMap<number, LaneRelay>;
  private readonly wakes: ReturnType<Line['subscribe']>;

  constructor(
    service: string,
    connection: Line,
    store: LaneStatements,
    publisher: Publisher,
    tools: RepairTools,
    log: Logger,
    lanes: readonly number[],
  ) {
    const owner = newId();
    this.service = service;
    this.connection = connection;
    this.lanes = new Map(
      lanes.map((lane) => [lane, new LaneRelay(lane, owner, store, publisher, tools, log)]),
    );
    publisher.onReachable = () => this.verify();
    this.wakes = connection.subscribe(wakeFilter(service), {
      callback: (_, message) => this.lanes.get(Number(message.subject.split('.').at(-1)))?.wake(),
    });
  }

  get laneNumbers(): Iterable<number> {
    return this.lanes.keys();
  }

  /** Whether the broker refused, or did not acknowledge, what was last published. */
  get isHeldUp(): boolean {
    return [...this.lanes.values()].some((lane) => lane.isHeldUp);
  }

  /** Takes rows that were just committed: publishes them at once where the lane is ours, wakes its owner where it is not. */
  handOver(rows: readonly PlacedRow[]): void {
    for (const [lane, group] of Map.groupBy(rows, (row) => row.lane)) {
      const relay = this.lanes.get(lane);
      if (relay?.owns === true) relay.handOver(group);
      else if (!this.connection.isClosed() && !this.connection.isDraining())
        this.connection.publish(wakeSubject(this.service, lane));
    }
  }

  /** Something may have happened to the broker: nothing more is published before what it has was compared with what was published. */
  verify(): void {
    for (const lane of this.lanes.values()) lane.verify();
  }

  async stop(): Promise<void> {
    this.wakes.unsubscribe();
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
  }
}
