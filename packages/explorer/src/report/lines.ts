import { isProven, type Report } from '../run/explore.ts';
import { type Catch, stepsIn } from '../run/hunt.ts';
import { type Fault, wordsFor } from '../world/rules.ts';

const count = (value: number): string => value.toLocaleString('en');
const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** `✓ 2 orders over 1 unit, all faults · 35,082 states · 809,497 steps · everything seen · 0 violations · 12 s` */
export function lineOf(report: Report): string {
  const { scenario, found, stopped } = report;
  return [
    `${isProven(report) ? '✓' : '✗'} ${scenario.name}: ${scenario.title}`,
    `${count(found.states)} states`,
    `${count(found.steps)} steps`,
    stopped === undefined ? 'everything seen' : `NOT everything seen: ${stopped}`,
    `${found.violations.length} violations`,
    ...report.unreached,
    ...report.unused,
    `${seconds(report.seconds)} s (${seconds(report.cpuSeconds)} s of one core)`,
  ].join(' · ');
}

/** `✓ no-release · … · caught in 8 steps: an order that has ended holds no reservation` */
export function catchLineOf({ mutant, caughtBy, story, states, stopped }: Catch): string {
  const [first] = caughtBy;
  const about = `${mutant.name}: ${mutant.breaks} · ${mutant.scenario} · ${count(states)} states`;
  if (first === undefined)
    return `✗ ${about} · NOT CAUGHT${stopped === undefined ? '' : `: ${stopped}`}`;
  const steps = stepsIn(story);
  return `✓ ${about} · caught${steps === 0 ? '' : ` in ${steps} steps`}: ${first}`;
}

/** The table of what was explored. */
export function tableOf(reports: readonly Report[]): string {
  const lines = reports.map((report) => {
    const { scenario, found, stopped } = report;
    const cells = [
      `\`${scenario.name}\``,
      scenario.title,
      count(found.states),
      count(found.worlds),
      count(found.steps),
      count(found.rests),
      stopped === undefined ? 'yes' : `no: ${stopped}`,
      found.violations.length,
      seconds(report.cpuSeconds),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head =
    '| scenario | what | states | worlds of an order | steps | ends | all seen | violations | s |';
  return [head, '|---|---|--:|--:|--:|--:|---|--:|--:|', ...lines].join('\n');
}

/** The table of faults over all explorations: how often each was tried, and how often it made a difference. */
export function faultTableOf(reports: readonly Report[]): string {
  const sums = new Map<Fault, { tried: number; changed: number }>();
  for (const { faults } of reports) {
    for (const [fault, { tried, changed }] of faults) {
      const sum = sums.get(fault) ?? { tried: 0, changed: 0 };
      sums.set(fault, { tried: sum.tried + tried, changed: sum.changed + changed });
    }
  }
  const lines = [...sums].map(
    ([fault, { tried, changed }]) => `| ${wordsFor[fault]} | ${count(tried)} | ${count(changed)} |`,
  );
  return ['| fault | tried | changed something |', '|---|--:|--:|', ...lines].join('\n');
}

/** The table of seeded mistakes. */
export function mutantTableOf(catches: readonly Catch[]): string {
  const lines = catches.map(({ mutant, caughtBy, story }) => {
    const by = caughtBy[0] ?? 'NOT CAUGHT';
    const steps = stepsIn(story);
    const cells = [`\`${mutant.name}\``, mutant.breaks, `\`${mutant.scenario}\``, by, steps || '–'];
    return `| ${cells.join(' | ')} |`;
  });
  const head = '| mistake | so that | shown by | what does not hold | steps |';
  return [head, '|---|---|---|---|--:|', ...lines].join('\n');
}

/**
 * Puts a text between the markers of a document.
 * @throws Error when it has no such markers
 */
export function between(document: string, marker: string, text: string): string {
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} … ${end}`);
  return `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`;
}
