import { audit, type AuditReport, readProviderLedger } from '@murmuration/audit';
import { drained, type Shop } from '@murmuration/testkit';
import type { Crowd } from '../load/load.ts';
import type { Scenario } from '../scenario.ts';
import { lettersSince } from './dead-letters.ts';
import type { Finding } from './finding.ts';
import { judgeEnds, type OrderEnds } from './order-ends.ts';

interface Case {
  readonly shop: Shop;
  readonly scenario: Scenario;
  readonly crowd: Crowd;
  readonly ends: OrderEnds;
  /** For how long something may be under way. */
  readonly boundMs: number;
  /** When the scenario began, by the clock of this machine. */
  readonly begunAt: Date;
}

const MOST_TOLD = 5;

/** Lets the shop come to rest and looks for everything that must not be. */
export async function judge(of: Case): Promise<readonly Finding[]> {
  const { shop, scenario, crowd, ends, boundMs } = of;
  const ids = crowd.customers.map(({ order }) => order.orderId);
  const looks: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
    ['I12', async () => (await drained(shop, boundMs), [])],
    ['I5', async () => judgeEnds(crowd.customers, await ends.ends(ids), scenario.alsoEnds ?? [])],
    ['audit', async () => broken(await auditOf(shop))],
    [
      'I13',
      async () => (scenario.deadLetters === 'expected' ? [] : lettersSince(shop, of.begunAt)),
    ],
  ];
  const findings: Finding[] = [];
  for (const [invariant, look] of looks) {
    try {
      findings.push(...(await look()));
    } catch (error) {
      findings.push({ invariant, what: String(error) });
    }
  }
  return findings;
}

async function auditOf({ database, broker, sandbox }: Shop): Promise<AuditReport> {
  const { url, user, password } = broker;
  return await audit({
    postgresUrl: database.adminUrl,
    provider: () => readProviderLedger(sandbox.url),
    broker: { url, user, password },
    drained: true,
    mostTold: MOST_TOLD,
  });
}

function broken({ checks }: AuditReport): readonly Finding[] {
  return checks.flatMap(({ invariant, title, violating, violations }) => {
    if (violating === 0) return [];
    const first = violations.map(({ subject, problem }) => `${subject}: ${problem}`).join('; ');
    return [{ invariant, what: `not so: ${title}. ${violating} rows break it: ${first}` }];
  });
}
