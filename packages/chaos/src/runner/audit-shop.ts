import { audit, type AuditReport, type CheckReport, readProviderLedger } from '@murmuration/audit';
import type { Shop } from '@murmuration/testkit';
import type { Finding } from './finding.ts';

const MOST_TOLD = 5;

/**
 * Audits a shop, as the role that may only read. At rest nothing is young enough to be still under way.
 * @throws Error when something cannot be looked at
 */
export async function auditShop(
  { database, broker, sandbox }: Shop,
  { drained }: { readonly drained: boolean },
): Promise<AuditReport> {
  const { url, user, password } = broker;
  return await audit({
    postgresUrl: database.urlOf('auditor'),
    provider: () => readProviderLedger(sandbox.url),
    broker: { url, user, password },
    drained,
    mostTold: MOST_TOLD,
    ...(drained && { boundSeconds: 0 }),
  });
}

/** What an audit found wrong, and what it could not judge. */
export function findingsOf({ checks }: AuditReport): readonly Finding[] {
  return checks.flatMap((check) => [...broken(check), ...unjudged(check)]);
}

function broken({ invariant, title, violating, violations }: CheckReport): readonly Finding[] {
  if (violating === 0) return [];
  const first = violations.map(({ subject, problem }) => `${subject}: ${problem}`).join('; ');
  return [{ invariant, what: `not so: ${title}. ${violating} rows break it: ${first}` }];
}

/** Nothing that happens here is old enough to be forgotten, so a row that cannot be judged is one that nobody has looked at. */
function unjudged({ invariant, title, unchecked }: CheckReport): readonly Finding[] {
  if (unchecked === 0) return [];
  return [{ invariant, what: `${unchecked} rows could not be judged: ${title}` }];
}
