import { type ContractRecord, PARTS } from '../catalogue/contract-record.ts';
import { adviceFor } from './advice.ts';
import type { Finding } from './change.ts';
import { compareDoors } from './compare-doors.ts';
import { compareSchemas, partiesHurt, type Sides } from './compare-schemas.ts';
import type { Today } from './today.ts';

/** Everything by which today does not keep what one release promised. */
export function compareRelease(
  released: readonly ContractRecord[],
  today: Today,
): readonly Finding[] {
  const known = new Set(released.map(({ name }) => name));
  const added = today.records.filter(({ name }) => !known.has(name));
  return released.flatMap((contract) => compareContract(contract, today, added));
}

function compareContract(
  released: ContractRecord,
  { records, older }: Today,
  added: readonly ContractRecord[],
): readonly Finding[] {
  const current = records.find(({ name }) => name === released.name);
  if (current !== undefined) return compareSame({ released, today: current }, current);
  const successor = records.find(
    ({ type, kind }) => type === released.type && kind === released.kind,
  );
  const schema = older.get(released.name);
  const sides = { released, today: successor ?? { senders: [], receivers: [] } };
  if (successor === undefined || schema === undefined) {
    return [goneFinding(sides, successor, added)];
  }
  const before = released.schemas.data ?? {};
  // nobody writes the old version any more
  const kept = compareSchemas(sides, 'data', before, schema, ['old-to-new']);
  return [...kept, newVersionFinding(sides, successor), ...compareDoors(sides, successor.door)];
}

function compareSame(sides: Sides, current: ContractRecord): readonly Finding[] {
  const { released } = sides;
  const schemas = PARTS.flatMap((part) => {
    const [before, after] = [released.schemas[part], current.schemas[part]];
    return before === undefined || after === undefined
      ? []
      : compareSchemas(sides, part, before, after);
  });
  return [...schemas, ...compareDoors(sides, current.door)];
}

function goneFinding(
  sides: Sides,
  successor: ContractRecord | undefined,
  added: readonly ContractRecord[],
): Finding {
  const { released } = sides;
  const parties = partiesHurt(sides, 'breaks');
  return {
    contract: released,
    deed: deedOfGone(released, successor, added),
    directions: ['old-to-new', 'new-to-old'],
    verdict: 'breaks',
    parties,
    advice:
      successor === undefined
        ? `keep ${released.type} as it is, beside what is new, until nothing of it is about any more`
        : adviceFor(released, 'breaks', parties),
  };
}

function deedOfGone(
  released: ContractRecord,
  successor: ContractRecord | undefined,
  added: readonly ContractRecord[],
): string {
  if (successor !== undefined) {
    return successor.schemas.data === undefined
      ? `replaced by v${successor.version} under the same subject`
      : `no upcaster brings it to v${successor.version}`;
  }
  const twin = added.find(
    ({ kind, schemas }) =>
      kind === released.kind && JSON.stringify(schemas) === JSON.stringify(released.schemas),
  );
  return twin === undefined ? 'removed' : `renamed to ${twin.type}`;
}

function newVersionFinding(sides: Sides, successor: ContractRecord): Finding {
  const { released } = sides;
  const isEvent = released.kind === 'event';
  const parties = isEvent ? successor.receivers : successor.senders;
  const before = isEvent ? parties.join(', ') : successor.receivers.join(', ');
  const advice = isEvent
    ? `roll out ${before || 'whoever reads it'} before ${successor.senders.join(', ')} sends v${successor.version}; an old reader makes a dead letter of it, which can be redriven`
    : `roll out ${before} before anybody sends v${successor.version}`;
  return {
    contract: released,
    deed: `succeeded by v${successor.version}`,
    directions: ['new-to-old'],
    verdict: 'rollout',
    parties,
    advice,
  };
}
