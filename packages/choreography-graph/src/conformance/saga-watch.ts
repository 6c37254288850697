import { isTimer } from '@murmuration/contracts';
import type { Saga } from '@murmuration/choreography';
import type { Graph } from '../graph/graph.ts';
import { type SagaView, viewOf } from '../graph/saga-view.ts';
import { openStepsOf, openText } from '../standing/open-steps.ts';
import type { Deviation } from './deviation.ts';
import type { Fact } from './fact.ts';
import { named } from './judge-emitter.ts';

interface OpenStory {
  readonly facts: Fact[];
  /** Milliseconds since 1970. */
  due?: number;
  isTold: boolean;
}

/**
 * Watches the instances of one saga, told apart by what they are about. Of one that has ended it keeps how; it is judged by facts that exclude each other, and never by
 * the order in which they arrive.
 */
export class SagaWatch {
  private readonly graph: Graph;
  private readonly view: SagaView;
  private readonly capacity: number;
  private readonly outcomes: ReadonlySet<string>;
  /** Of these an instance has one. */
  private readonly exclusive: ReadonlySet<string>;
  private readonly open = new Map<string, OpenStory>();
  private readonly ended = new Map<string, Fact>();

  constructor(graph: Graph, saga: Saga, capacity: number) {
    this.graph = graph;
    this.view = viewOf(graph, saga);
    this.capacity = capacity;
    this.outcomes = new Set(saga.outcomes.map(({ event }) => event.type));
    this.exclusive = exclusiveIn(saga);
  }

  /** How many instances have a deadline and no end. */
  get openStories(): number {
    return [...this.open.values()].filter(({ due }) => due !== undefined).length;
  }

  /** Takes in one fact, and tells what it contradicts. */
  see(fact: Fact): Deviation | undefined {
    const form = this.graph.messages.get(fact.type)?.form;
    // a refusal says of its command alone that nothing has come of it
    if (!this.view.messages.has(fact.type) || form === 'refusal') return undefined;
    if (this.outcomes.has(fact.type)) return this.end(fact);
    if (!this.ended.has(fact.key)) this.goOn(fact);
    return undefined;
  }

  /** The instances that should have ended before a moment, each told once. */
  overdueAt(moment: number): readonly Deviation[] {
    const overdue = [...this.open].filter(
      ([, { due, isTold }]) => due !== undefined && due < moment && !isTold,
    );
    return overdue.map(([key, story]) => {
      story.isTold = true;
      return this.pastDeadline(key, story);
    });
  }

  private end(fact: Fact): Deviation | undefined {
    const earlier = this.ended.get(fact.key);
    const isExclusive = this.exclusive.has(fact.type);
    if (earlier !== undefined && earlier.id !== fact.id) {
      return isExclusive ? this.contradiction(earlier, fact) : undefined;
    }
    this.open.delete(fact.key);
    this.ended.set(fact.key, fact);
    this.forget(this.ended);
    return undefined;
  }

  private goOn(fact: Fact): void {
    const story = this.open.get(fact.key) ?? { facts: [], isTold: false };
    story.facts.push(fact);
    const { deadline } = this.view.saga;
    const due =
      deadline?.event.type === fact.type ? deadline.at(fact.version, fact.data) : undefined;
    if (due !== undefined) story.due = due.getTime();
    this.open.set(fact.key, story);
    this.forget(this.open);
  }

  private forget(stories: Map<string, unknown>): void {
    if (stories.size <= this.capacity) return;
    for (const oldest of stories.keys()) {
      stories.delete(oldest);
      return;
    }
  }

  private contradiction(earlier: Fact, later: Fact): Deviation {
    const { name } = this.view.saga;
    return {
      rule: 'contradicting-ends',
      where: `saga ${name}, ${later.key}`,
      what: `${later.key} has ended twice: by ${named(earlier)} and by ${named(later)}. Whoever heard one of them has acted on it.`,
      mend: `Look at what caused each of them, and at the state of ${later.key} in ${later.service ?? 'its service'}: a decision is made under the lock of that state, so one of the two was not made by its reaction, or the state was lost in between.`,
      key: later.key,
      events: [earlier.id, later.id],
    };
  }

  private pastDeadline(key: string, { facts, due = 0 }: OpenStory): Deviation {
    const awaited = openStepsOf(this.graph, this.view, facts).filter((open) => !open.isMoot);
    return {
      rule: 'past-deadline',
      where: `saga ${this.view.saga.name}, ${key}`,
      what: `${key} should have ended by ${new Date(due).toISOString()}, and has not. ${awaited.map(openText).join(' ')}`.trimEnd(),
      mend: `See to ${whoOf(awaited.map(({ step }) => step.service))}: whether it runs, what its log says, and whether it has dead letters. The timer that ends it is set by the service that owns it.`,
      key,
      events: facts.map(({ id }) => id),
    };
  }
}

const whoOf = (services: readonly string[]): string =>
  services.length === 0 ? 'the service that decides it' : [...new Set(services)].join(' and ');

/** The facts of which each instance has one: those of a saga that either succeeds or fails. A timer goes off whatever has happened since it was set. */
function exclusiveIn({ outcomes }: Saga): ReadonlySet<string> {
  const facts = outcomes.filter(({ event }) => !isTimer(event));
  const kinds = new Set(facts.map(({ as }) => as));
  return new Set(
    kinds.has('succeeded') && kinds.has('failed') ? facts.map(({ event }) => event.type) : [],
  );
}

/** Whether anything of a saga can be told from its facts alone. */
export const isWatchable = (saga: Saga): boolean =>
  saga.deadline !== undefined || exclusiveIn(saga).size > 0;
