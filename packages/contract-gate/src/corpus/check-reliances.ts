import { decode, type EventContract, type Reliance, validate } from '@murmuration/contracts';
import type { Catalogue } from '../catalogue/describe-catalogue.ts';
import { emitSchema } from '../schema/emit-schema.ts';
import { gapsBetween } from '../schema/gaps.ts';
import { readSchema } from '../schema/read-schema.ts';
import { deedOf } from '../compatibility/words.ts';

/** Something that a consumer relies on and no longer gets. */
export interface RelianceProblem {
  readonly consumer: string;
  readonly type: string;
  readonly what: string;
}

/**
 * Checks what consumers rely on in three ways: today's contract reads their examples; the examples of the producer satisfy their needs; and so does everything that the contract
 * allows the producer to say.
 */
export function checkReliances({ events, reliances }: Catalogue): readonly RelianceProblem[] {
  return reliances.flatMap(({ consumer, reliesOn }) =>
    reliesOn.flatMap((reliance) => {
      const { type } = reliance.contract;
      const contract = events.find((event) => event.type === type);
      const whats = contract === undefined ? ['the event is gone'] : problemsOf(reliance, contract);
      return whats.map((what) => ({ consumer, type, what }));
    }),
  );
}

/** A problem in one line. */
export const tellRelianceProblem = ({ consumer, type, what }: RelianceProblem): string =>
  `  ${consumer} relies on ${type}: ${what}`;

function problemsOf(
  { contract, needs, examples }: Reliance,
  today: EventContract,
): readonly string[] {
  const unread = examples.flatMap((example, at) => {
    const read = decode(today, contract.version, example);
    return read.ok ? [] : [`its example ${at + 1} is not read: ${fieldsIn(read.problems)}`];
  });
  const unmet = today.examples.flatMap((example, at) => {
    const read = validate(needs, example);
    return read.ok
      ? []
      : [`example ${at + 1} of the owner lacks what it needs: ${fieldsIn(read.problems)}`];
  });
  const gaps = gapsBetween(readSchema(emitSchema(today.schema)), readSchema(emitSchema(needs)));
  const promised = gaps.map(
    (gap) => `the contract does not promise what it needs: it ${deedOf(gap, 'new-to-old')}`,
  );
  return [...unread, ...unmet, ...promised];
}

const fieldsIn = (
  problems: readonly { readonly field: string; readonly message: string }[],
): string => problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
