import { isUuid, timeOfId } from '@murmuration/choreography';
import type { Graph } from '../graph/graph.ts';
import { type DeclaredEdges, declaredEdges } from './declared-edges.ts';
import type { Deviation } from './deviation.ts';
import { type Fact, factOf, type ObservedEvent } from './fact.ts';
import { judgeCause, unexplained } from './judge-cause.ts';
import { judgeEmitter } from './judge-emitter.ts';
import { RecentTypes } from './recent-types.ts';
import { isWatchable, SagaWatch } from './saga-watch.ts';

export interface ObserverOptions {
  /** From when on every event of the stream is given to the observer. */
  readonly since: Date;
  /** How long after its deadline a saga may still be on its way to its end, and an event may come before its cause. Default: a minute. */
  readonly graceMs?: number;
  /** How many events, and how many instances of each saga, are remembered. Default: 500,000. */
  readonly capacity?: number;
}

const GRACE_MS = 60_000;
const CAPACITY = 500_000;

/**
 * Compares what happens with what is declared. It is told each event once or more often, in whatever order; it judges by causes and by facts that exclude each other.
 * What may be a matter of order or of time it tells only when it is asked, after a grace.
 */
export class ConformanceObserver {
  private readonly graph: Graph;
  private readonly edges: DeclaredEdges;
  private readonly graceMs: number;
  private readonly recent: RecentTypes;
  private readonly watches: readonly SagaWatch[];
  /** Events whose causes have not been seen, by the causes' ids. */
  private readonly orphans = new Map<string, Fact[]>();

  constructor(graph: Graph, { since, graceMs = GRACE_MS, capacity = CAPACITY }: ObserverOptions) {
    this.graph = graph;
    this.edges = declaredEdges(graph);
    this.graceMs = graceMs;
    this.recent = new RecentTypes(since.getTime(), capacity);
    this.watches = graph.sagas
      .filter(isWatchable)
      .map((saga) => new SagaWatch(graph, saga, capacity));
  }

  /** How many instances of sagas that have a deadline were seen, and have no end yet. */
  get openStories(): number {
    return this.watches.reduce((sum, { openStories }) => sum + openStories, 0);
  }

  /** Takes in one event, and tells what is wrong with it for sure. A repeat of one that is known tells nothing. */
  see(event: ObservedEvent): readonly Deviation[] {
    const fact = factOf(event);
    if (fact.id !== '' && this.recent.typeOf(fact.id) !== undefined) return [];
    this.recent.remember(fact.id, fact.type, fact.at);
    const stranger = judgeEmitter(this.graph, this.edges, fact);
    const found = [
      stranger ?? this.judgeByCause(fact),
      ...this.adopt(fact),
      ...this.watches.map((watch) => watch.see(fact)),
    ];
    return found.filter((deviation) => deviation !== undefined);
  }

  /** What has become wrong by a moment: events that nothing explains, and sagas without an end. Each is told once. */
  overdueAt(now: Date): readonly Deviation[] {
    const moment = now.getTime() - this.graceMs;
    const late = [...this.orphans.values()].flat().filter(({ at }) => at < moment);
    for (const { causationId } of late) this.orphans.delete(causationId);
    return [...late.map(unexplained), ...this.watches.flatMap((watch) => watch.overdueAt(moment))];
  }

  private judgeByCause(fact: Fact): Deviation | undefined {
    const type = this.recent.typeOf(fact.causationId);
    if (type !== undefined) return judgeCause(this.edges, fact, { id: fact.causationId, type });
    if (!this.edges.begins(fact.service ?? '', fact.type) && this.mustBeKnown(fact.causationId)) {
      const alike = this.orphans.get(fact.causationId) ?? [];
      this.orphans.set(fact.causationId, [...alike, fact]);
    }
    return undefined;
  }

  /** Whether an event of this id would have been seen, and not forgotten. What is no id of an event, or has no time in it, is not known to be too old. */
  private mustBeKnown(id: string): boolean {
    if (!isUuid(id)) return true;
    const isTimed = id[14] === '7';
    return isTimed && timeOfId(id) > this.recent.since + this.graceMs;
  }

  /** The events that wait for this one as their cause. */
  private adopt(cause: Fact): readonly (Deviation | undefined)[] {
    const effects = this.orphans.get(cause.id) ?? [];
    this.orphans.delete(cause.id);
    return effects.map((effect) => judgeCause(this.edges, effect, cause));
  }
}
