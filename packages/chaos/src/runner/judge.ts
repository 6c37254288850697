import { untilDrained } from '@murmuration/audit';
import type { Shop } from '@murmuration/testkit';
import type { Crowd } from '../load/load.ts';
import type { Scenario } from '../scenario.ts';
import { auditShop, findingsOf } from './audit-shop.ts';
import { lettersSince } from './dead-letters.ts';
import type { Finding } from './finding.ts';
import { judgeEnds, type OrderEnds } from './order-ends.ts';

interface Case {
  readonly shop: Shop;
  readonly scenario: Scenario;
  readonly crowd: Crowd;
  readonly ends: OrderEnds;
  /** How long it may take from now on until nothing is under way any more. */
  readonly restMs: number;
  /** When the scenario began, by the clock of this machine. */
  readonly begunAt: Date;
}

/** What was found, and how many rows each check has looked at. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly looked: ReadonlyMap<string, number>;
  /** How the orders ended. */
  readonly reached: ReadonlyMap<string, string>;
}

/** Lets the shop come to rest and looks for everything that must not be. */
export async function judge({
  shop,
  scenario,
  crowd,
  ends,
  restMs,
  begunAt,
}: Case): Promise<Judgement> {
  const ids = crowd.customers.map(({ order }) => order.orderId);
  const looked = new Map<string, number>();
  let reached: ReadonlyMap<string, string> = new Map();
  const looks: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
    ['I12', async () => (await untilAtRest(shop, restMs), [])],
    [
      'I5',
      async () => {
        reached = await ends.ends(ids);
        return judgeEnds(crowd.customers, reached, scenario.alsoEnds ?? []);
      },
    ],
    [
      'audit',
      async () => {
        const report = await auditShop(shop, { drained: true });
        for (const { name, rows, skipped } of report.checks) {
          if (skipped === undefined) looked.set(name, rows);
        }
        return findingsOf(report);
      },
    ],
    [
      'I13',
      // those that a scenario causes on purpose are of no customer's order
      () => lettersSince(shop, begunAt, scenario.deadLetters === 'expected' ? ids : undefined),
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
  return { findings, looked, reached };
}

async function untilAtRest({ database, broker }: Shop, timeoutMs: number): Promise<void> {
  const { url, user, password } = broker;
  await untilDrained(
    { postgresUrl: database.urlOf('auditor'), broker: { url, user, password } },
    timeoutMs,
  );
}
