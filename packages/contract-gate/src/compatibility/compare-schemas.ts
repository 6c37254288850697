import type { ContractRecord, Part } from '../catalogue/contract-record.ts';
import type { Json } from '../schema/emit-schema.ts';
import { defaultDeeds } from '../schema/defaults.ts';
import { gapsBetween } from '../schema/gaps.ts';
import { readSchema } from '../schema/read-schema.ts';
import { adviceFor } from './advice.ts';
import type { Finding } from './change.ts';
import { type Direction, promisesOf, remembersDefaults, type Verdict } from './promises.ts';
import { deedOf } from './words.ts';

/** The two sides of a comparison: what a release promised and what is true today. */
export interface Sides {
  readonly released: ContractRecord;
  readonly today: Pick<ContractRecord, 'senders' | 'receivers'>;
}

/** Compares one part of a contract in both directions. */
export function compareSchemas(
  { released, today }: Sides,
  part: Part,
  before: Json,
  after: Json,
  directions: readonly Direction[] = ['old-to-new', 'new-to-old'],
): readonly Finding[] {
  const { kind } = released;
  const [old, current] = [readSchema(before), readSchema(after)];
  const deeds = new Map<string, Direction[]>();
  for (const direction of directions) {
    const [writer, reader] = direction === 'old-to-new' ? [old, current] : [current, old];
    for (const gap of gapsBetween(writer, reader)) note(deeds, deedOf(gap, direction), direction);
  }
  const promises = promisesOf(kind, part);
  const found = [...deeds].map(([deed, inDirections]): Finding => {
    const broken = inDirections.filter((direction) => promises[direction] === 'breaks');
    const verdict: Verdict = broken.length > 0 ? 'breaks' : 'rollout';
    const parties = partiesHurt({ released, today }, verdict);
    const advice = adviceFor(released, verdict, parties);
    const shown = verdict === 'breaks' ? broken : inDirections;
    return { contract: released, part, deed, directions: shown, verdict, parties, advice };
  });
  return [...found, ...defaultFindings({ released, today }, part, old, current)];
}

function note(deeds: Map<string, Direction[]>, deed: string, direction: Direction): void {
  const known = deeds.get(deed);
  if (known === undefined) deeds.set(deed, [direction]);
  else if (!known.includes(direction)) known.push(direction);
}

function defaultFindings(
  sides: Sides,
  part: Part,
  old: ReturnType<typeof readSchema>,
  current: ReturnType<typeof readSchema>,
): readonly Finding[] {
  const { released } = sides;
  const parties = partiesHurt(sides, 'breaks');
  return defaultDeeds(old, current, remembersDefaults(released.kind)).map((deed) => ({
    contract: released,
    part,
    deed,
    directions: ['old-to-new'],
    verdict: 'breaks',
    parties,
    advice: adviceFor(released, 'breaks', parties),
  }));
}

/** Of an event, whoever hears it; of all else, whoever sends or asks. In a rollout the owner goes before all of them. */
export function partiesHurt({ released, today }: Sides, verdict: Verdict): readonly string[] {
  const side = released.kind === 'event' ? 'receivers' : 'senders';
  // an old sender is broken whether or not it is one today
  const names = verdict === 'breaks' ? [...released[side], ...today[side]] : today[side];
  return [...new Set(names)].toSorted();
}
