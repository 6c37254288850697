import { type Allowance, type Flatness, flatnessOf } from './flatness.ts';
import type { Kind, Sample } from './sampler.ts';
import { growsWithOrders } from './table-sizes.ts';

/** What became of one figure. */
export interface Assessment extends Flatness {
  readonly kind: Kind;
  readonly name: string;
  /** `bounded` and `growing` are verdicts; `by design` is none; `too short` is what a short run cannot tell. */
  readonly verdict: 'bounded' | 'growing' | 'by design' | 'too short';
}

const MEGABYTE = 1_048_576;

/** By how much the median of the last quarter may be above that of the second. */
export const ALLOWANCES: Readonly<Record<Kind, Allowance>> = {
  memory: { share: 0.1, extra: 16 * MEGABYTE },
  heap: { share: 0.1, extra: 8 * MEGABYTE },
  table: { share: 0.25, extra: 4 * MEGABYTE },
  broker: { share: 0.25, extra: 16 * MEGABYTE },
};

/** The provider's ledger and the mailbox hold every order, as those of the real ones do; they are no part of the shop. */
const OUTSIDE: ReadonlySet<string> = new Set(['payment-sandbox', 'mail-catcher']);
const QUARTERS = 4;

/** Judges each figure. A quarter that is over before as much goes as comes cannot show that something is bounded. */
export function assess(samples: readonly Sample[], steadySeconds: number): readonly Assessment[] {
  const seconds = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  const isLong = seconds / QUARTERS >= steadySeconds;
  const figures = Map.groupBy(samples, ({ kind, name }) => `${kind} ${name}`);
  return [...figures.values()].flatMap((series) => {
    const [first] = series;
    if (first === undefined) return [];
    const { kind, name } = first;
    const at = series.map((sample) => sample.at);
    const values = series.map(({ bytes }) => bytes);
    const flatness = flatnessOf({ at, values }, ALLOWANCES[kind]);
    return [{ kind, name, ...flatness, verdict: verdictOn(kind, name, flatness.isFlat, isLong) }];
  });
}

function verdictOn(
  kind: Kind,
  name: string,
  isFlat: boolean,
  isLong: boolean,
): Assessment['verdict'] {
  if (OUTSIDE.has(name) || (kind === 'table' && growsWithOrders(name))) return 'by design';
  if (isFlat) return 'bounded';
  return isLong ? 'growing' : 'too short';
}
