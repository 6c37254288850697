import type { MutantRow } from './mutate.ts';
import type { Row } from './row.ts';

/** What goes into a document. */
export interface Report {
  readonly rows: readonly Row[];
  /** What cannot be played on this machine, and why. */
  readonly notRun: readonly string[];
  readonly mutants: readonly MutantRow[];
  /** Whether only some scenarios, or mutants, were tried: what the document says of the others stays. */
  readonly isPart: boolean;
}

const SCENARIOS_HEAD = [
  '| fault | what | runs | seen in | orders | injected | violations | recovered in, s |',
  '|---|---|--:|--:|--:|--:|--:|--:|',
];
const MUTANTS_HEAD = [
  '| switched off | so that | shown by | invariants that fail |',
  '|---|---|---|---|',
];

/**
 * Writes the tables into a document, between its markers.
 * @throws Error when it has no such markers
 */
export function reportIn(document: string, { rows, notRun, mutants, isPart }: Report): string {
  let text = document;
  if (rows.length > 0) {
    const lines = rows.map(lineOf);
    const kept = isPart ? linesLeft(inside(text, 'chaos'), lines, TITLE) : [];
    const table = [...SCENARIOS_HEAD, ...[...kept, ...lines].toSorted(byFirstFault)];
    const rest = notRun.length === 0 ? [] : ['', 'Not run:', ...notRun.map((what) => `- ${what}`)];
    text = between(text, 'chaos', [...table, ...rest].join('\n'));
  }
  if (mutants.length > 0) {
    const lines = mutants.map(mutantLineOf);
    const kept = isPart ? linesLeft(inside(text, 'mutants'), lines, NAME) : [];
    text = between(text, 'mutants', [...MUTANTS_HEAD, ...kept, ...lines].join('\n'));
  }
  return text;
}

/** The cells by which a line is known: the title of a scenario, the name of a mutant. */
const TITLE = 2;
const NAME = 1;

const lineOf = (row: Row): string => {
  const recovery = row.recoverySeconds === undefined ? '–' : row.recoverySeconds.toFixed(1);
  return `| ${[
    row.faultNumbers.join(', ') || '–',
    row.title,
    row.runs,
    row.seenIn,
    row.orders.toLocaleString('en'),
    row.faults.toLocaleString('en'),
    row.violations,
    recovery,
  ].join(' | ')} |`;
};

const mutantLineOf = ({ name, title, scenario, caughtBy }: MutantRow): string => {
  const fails = caughtBy.length === 0 ? 'none: not caught' : caughtBy.join(', ');
  return `| ${name} | ${title} | ${scenario} | ${fails} |`;
};

const cell = (line: string, at: number): string =>
  line.split(' | ')[at - 1]?.replace(/^\| /, '') ?? '';

const byFirstFault = (one: string, other: string): number => firstFault(one) - firstFault(other);

const firstFault = (line: string): number => Number.parseInt(cell(line, 1), 10) || 0;

/** The lines of a table that say nothing about what the new ones are about. */
function linesLeft(table: string, fresh: readonly string[], known: number): readonly string[] {
  const told = new Set(fresh.map((line) => cell(line, known)));
  const lines = table.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).filter((line) => !told.has(cell(line, known)));
}

function inside(document: string, marker: string): string {
  const [from, to] = place(document, marker);
  return document.slice(from, to);
}

function between(document: string, marker: string, text: string): string {
  const [from, to] = place(document, marker);
  return `${document.slice(0, from)}\n${text}\n${document.slice(to)}`;
}

function place(document: string, marker: string): readonly [from: number, to: number] {
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} … ${end}`);
  return [from + begin.length, to];
}
