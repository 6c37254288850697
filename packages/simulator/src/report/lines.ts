import type { Found } from '../run/shrink.ts';
import type { Result } from '../run/simulate.ts';

/** How the trace of a simulation is told where it must be short. */
const LAST_LINES = 40;

/** The story of a violated seed: what was done to the shop, what came of it, and how. */
export function storyOf({ plan, result }: Found): readonly string[] {
  const { seed, policy, replicas, articles, wishes, faults } = plan;
  return [
    `seed ${seed} with ${replicas} of each service, orders decided within ${policy.deadlineSeconds} s: ${result.violations.join('; ')}`,
    ...articles.map(({ sku, price, pieces }) => `   ${sku} at ${price}, ${pieces} pieces`),
    ...wishes.map((wish) => `   at ${seconds(wish.at)} ${JSON.stringify(wish)}`),
    ...faults.map(
      ({ at, name, service, forMs }) => `   at ${seconds(at)} ${name} (${service}, ${forMs} ms)`,
    ),
    ...result.trace.slice(-LAST_LINES).map((line) => `   ${line}`),
  ];
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(3);

/** Counts of many simulations, added up. */
export function addUp(results: readonly Result[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { sights } of results) {
    for (const [name, count] of sights) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return new Map([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What was seen, as a Markdown table. */
export function sightsTable(sums: ReadonlyMap<string, number>): string {
  const rows = [...sums].map(([name, count]) => `| ${name} | ${count.toLocaleString('en')} |`);
  return ['| Seen | Times |', '| --- | ---: |', ...rows].join('\n');
}

/** A seeded mistake, and what found it. */
export interface Catch {
  readonly name: string;
  readonly breaks: string;
  /** Whether the explorer seeds it too, and finds it. */
  readonly isShared: boolean;
  /** Seeds that were needed; undefined when it was not found. */
  readonly seeds: number | undefined;
  readonly violation: string;
}

export const catchLine = ({ name, seeds, violation }: Catch): string =>
  seeds === undefined ? `✗ ${name}: not found` : `✓ ${name}: seed ${seeds}: ${violation}`;

/** The mistakes, and who finds them, as a Markdown table. */
export function catchTable(catches: readonly Catch[]): string {
  const rows = catches.map(({ name, breaks, isShared, seeds, violation }) => {
    const found = seeds === undefined ? 'no' : `after ${seeds}`;
    return `| ${name} | ${breaks} | ${found} | ${isShared ? 'yes' : 'not seeded'} | ${violation} |`;
  });
  return [
    '| Mistake | What is wrong | Simulator, seeds | Explorer | Violated |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Puts a text between two markers of a document. Throws when they are not there. */
export function between(document: string, marker: string, text: string): string {
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the document has no place ${begin} … ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
