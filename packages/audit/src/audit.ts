import type { Invariant } from './define-invariant.ts';
import type { AuditGround } from './ground.ts';
import { invariants } from './invariants.ts';
import { lookAgain } from './pass/look-again.ts';
import { type Finding, runPass } from './pass/run-pass.ts';
import type { AuditReport, CheckReport } from './report.ts';

const MOST_TOLD = 50;
const PATIENCE_MS = 5_000;

/**
 * Checks that every invariant of the shop holds. All tables are seen as they were at one moment; the provider's ledger and the broker are asked right after it.
 * Whatever might only be under way is looked at again, and is told when it stays.
 * @throws Error when something cannot be looked at
 */
export async function audit(ground: AuditGround): Promise<AuditReport> {
  const chosen = invariants.filter(({ holds }) => holds === 'always' || ground.drained);
  const { services, findings } = await runPass(ground, chosen);
  const settled = await lookAgain(ground, findings, ground.patienceMs ?? PATIENCE_MS);
  return {
    services,
    drained: ground.drained,
    checks: chosen.map((invariant) => reportOn(invariant, settled, ground.mostTold ?? MOST_TOLD)),
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
