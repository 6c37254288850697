import type { AuditReport } from '@murmuration/audit';
import type { Printer } from '../output/printer.ts';
import { count, table } from '../output/table.ts';

type Check = AuditReport['checks'][number];

/** What an audit found, for people: a line for each check, then what is wrong, then the result. */
export function auditText(report: AuditReport, printer: Pick<Printer, 'paint'>): string {
  const { checks } = report;
  const rows = checks.map((check) => [
    check.invariant,
    check.title,
    check.skipped === undefined ? String(check.rows) : '–',
    String(check.violating),
    noteOn(check),
  ]);
  const listed = table(['', 'invariant', 'rows', 'violations', ''], rows, ['rows', 'violations']);
  const isClean = checks.every(({ violating }) => violating === 0);
  const last = printer.paint(isClean ? 'green' : 'red', result(report));
  return [listed, ...checks.flatMap(wrong), '', last].join('\n');
}

function noteOn({ skipped, unchecked }: Check): string {
  if (skipped !== undefined) return `not looked at: ${skipped}`;
  return unchecked === 0 ? '' : `${unchecked} older than what is kept, not checked`;
}

function wrong({ invariant, title, name, violating, violations }: Check): readonly string[] {
  if (violating === 0) return [];
  const more = violating - violations.length;
  return [
    '',
    `${invariant} (${name}): ${title}. It is not so for`,
    ...violations.map(({ subject, problem }) => `  ${subject}: ${problem}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function result({ checks, services, drained }: AuditReport): string {
  const broken = checks.filter(({ violating }) => violating > 0);
  const when = drained ? 'at rest' : 'in the midst of its work';
  const looked = `${count(checks.length, 'check')} of ${count(services.length, 'service')} ${when}`;
  if (broken.length === 0) return `${looked}: every invariant holds`;
  const rows = broken.reduce((sum, { violating }) => sum + violating, 0);
  const ids = [...new Set(broken.map(({ invariant }) => invariant))].join(', ');
  return `${looked}: ${count(rows, 'violation')} of ${ids}`;
}
