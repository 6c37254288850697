import type postgres from 'postgres';
import type { Invariant, Look } from '../define-invariant.ts';
import type { Facts } from '../facts.ts';
import type { AuditScope } from '../ground.ts';
import type { Violation } from '../report.ts';
import { readFacts } from './read-facts.ts';
import type { View } from './view.ts';

/** What one look at everything found about an invariant. */
export interface Finding {
  readonly invariant: Invariant;
  readonly rows: number;
  readonly unchecked: number;
  readonly skipped?: string;
  /** All that break it; `violations` has the first of them. */
  readonly violating: number;
  readonly violations: readonly Violation[];
}

/** Enough to tell which stay, and no more than fits into memory. */
const MOST_VIOLATIONS = 10_000;

export interface Pass {
  readonly services: readonly string[];
  readonly findings: readonly Finding[];
}

/** Looks at everything once. */
export async function runPass(
  view: View,
  scope: AuditScope,
  chosen: readonly Invariant[],
): Promise<Pass> {
  return await view(async (sql) => {
    const facts = await readFacts(sql, scope);
    const findings: Finding[] = [];
    for (const invariant of chosen) findings.push(await find(sql, facts, invariant));
    return { services: facts.services.map(({ name }) => name), findings };
  });
}

async function find(
  sql: postgres.TransactionSql,
  facts: Facts,
  invariant: Invariant,
): Promise<Finding> {
  const skipped = obstacleTo(invariant, facts);
  const nothing = { invariant, rows: 0, unchecked: 0, violating: 0, violations: [] };
  if (skipped !== undefined) return { ...nothing, skipped };
  if (invariant.kind === 'outside') {
    const { rows, violations } = await invariant.examine(facts);
    return { ...nothing, rows, violating: violations.length, violations };
  }
  let found: Finding = nothing;
  for (const look of invariant.looks(facts)) {
    const more = await lookOnce(sql, look, invariant.partial === true).catch((error: unknown) => {
      throw new Error(`${invariant.name} could not be checked: ${String(error)}`, { cause: error });
    });
    found = {
      invariant,
      rows: found.rows + more.rows,
      unchecked: found.unchecked + more.unchecked,
      violating: found.violating + more.violating,
      violations: [...found.violations, ...more.violations].slice(0, MOST_VIOLATIONS),
    };
  }
  return found;
}

function obstacleTo(invariant: Invariant, facts: Facts): string | undefined {
  const present = new Set(facts.services.map(({ name }) => name));
  const missing = invariant.about.filter((service) => !present.has(service));
  if (missing.length > 0) return `there is no ${missing.join(' and no ')} here`;
  return invariant.kind === 'outside' ? invariant.obstacle(facts) : undefined;
}

type Counts = Pick<Finding, 'rows' | 'unchecked' | 'violating'>;

/** Counts first, which is cheap when all is well; what is wrong is then told row by row. */
async function lookOnce(
  sql: postgres.TransactionSql,
  { sql: text, parameters = [] }: Look,
  isPartial: boolean,
): Promise<Counts & Pick<Finding, 'violations'>> {
  const given = parameters.map((each) => (Array.isArray(each) ? [...each] : each));
  const unchecked = isPartial ? 'count(*) filter (where known is not true)' : '0';
  const [counts] = await sql.unsafe<Counts[]>(
    `select count(*)::int as rows, ${unchecked}::int as unchecked, count(problem)::int as violating from (${text}) looked`,
    given,
  );
  if (counts === undefined) throw new Error('the database has counted nothing');
  if (counts.violating === 0) return { ...counts, violations: [] };
  const rows = await sql.unsafe<Violation[]>(
    `select subject, problem from (${text}) looked where problem is not null order by subject limit ${MOST_VIOLATIONS}`,
    given,
  );
  return { ...counts, violations: rows.map(({ subject, problem }) => ({ subject, problem })) };
}
