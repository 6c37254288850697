import type postgres from 'postgres';
import type { Invariant } from './define-invariant.ts';
import type { AuditGround, AuditScope } from './ground.ts';
import { invariants } from './invariants.ts';
import { lookAgain } from './pass/look-again.ts';
import { type Finding, runPass } from './pass/run-pass.ts';
import { type View, viewOf } from './pass/view.ts';
import type { AuditReport, CheckReport } from './report.ts';

const MOST_TOLD = 50;

/**
 * Checks that every invariant of the shop holds. All tables are seen as they were at one moment; the provider's ledger and the broker are asked right after it.
 * Whatever might only be under way is looked at again, and is told when it stays.
 * @throws Error when something cannot be looked at
 */
export async function audit(ground: AuditGround): Promise<AuditReport> {
  return await auditView(viewOf(ground.postgresUrl), ground);
}

/**
 * Audits what a transaction sees: also what it has changed itself and not committed yet, such as a repair by hand of which one would like to know whether it
 * leaves everything right. What is under way elsewhere is seen as the isolation of that transaction lets it.
 * @throws Error when something cannot be looked at
 */
export async function auditWithin(
  sql: postgres.TransactionSql,
  scope: AuditScope,
): Promise<AuditReport> {
  return await auditView(async (work) => await work(sql), scope);
}

async function auditView(view: View, scope: AuditScope): Promise<AuditReport> {
  const chosen = invariants.filter(({ holds }) => holds === 'always' || scope.drained);
  const { services, findings } = await runPass(view, scope, chosen);
  const settled = await lookAgain(view, scope, findings);
  return {
    services,
    drained: scope.drained,
    checks: chosen.map((invariant) => reportOn(invariant, settled, scope.mostTold ?? MOST_TOLD)),
  };
}

function reportOn(
  { name, id, title }: Invariant,
  findings: ReadonlyMap<string, Finding>,
  mostTold: number,
): CheckReport {
  const found = findings.get(name);
  if (found === undefined) throw new Error(`nobody has looked at ${name}`);
  const { rows, unchecked, skipped, violating, violations } = found;
  return {
    name,
    invariant: id,
    title,
    rows,
    unchecked,
    ...(skipped !== undefined && { skipped }),
    violating,
    violations: violations.slice(0, mostTold),
  };
}
