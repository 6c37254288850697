import { setTimeout as sleep } from 'node:timers/promises';
import { audit, listOfChecks } from '@murmuration/audit';
import { type Shop, useLeakChecks } from '@murmuration/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviationsIn } from '../support/as-declared.ts';
import { auditCorrupted, groundOf, startWholeShop, whileChanged, wrongIn } from './audited-shop.ts';
import type { Corruption } from './corruption.ts';
import { messageCorruptions } from './message-corruptions.ts';
import { moneyCorruptions } from './money-corruptions.ts';
import { murmurAudit } from './murmur-audit.ts';
import { orderCorruptions } from './order-corruptions.ts';
import { letEverythingHappen } from './shop-with-all-ends.ts';
import { stateCorruptions } from './state-corruptions.ts';

const corruptions: readonly Corruption[] = [
  ...moneyCorruptions,
  ...orderCorruptions,
  ...stateCorruptions,
  ...messageCorruptions,
];

/** As if the retention of all outboxes were over for everything until now. */
const FORGET_DAYS = `do $$ declare day regclass; begin
  for day in select inhrelid::regclass from pg_inherits join pg_class c on c.oid = inhrelid
    join pg_class p on p.oid = inhparent where p.relname = 'outbox' and c.relname ~ '\\d{8}$'
      and right(c.relname, 8) <= to_char(current_date, 'YYYYMMDD')
  loop execute 'drop table ' || day; end loop; end $$`;

/** Between two audits while everything happens: audits alone would keep a processor busy. */
const BREATH_MS = 500;

useLeakChecks();
let shop: Shop;
beforeAll(async () => {
  shop = await startWholeShop();
});
afterAll(() => shop.stop());

describe('an audit of a shop', () => {
  it('finds nothing wrong at any moment while everything happens', async () => {
    let isOver = false;
    const happening = letEverythingHappen(shop).finally(() => (isOver = true));
    const auditing = async (): Promise<number> => {
      let audits = 0;
      for (; !isOver; audits++) {
        const report = await audit({ ...groundOf(shop, false), patienceMs: 5_000 });
        expect(wrongIn(report)).toEqual(new Map());
        await sleep(BREATH_MS);
      }
      return audits;
    };
    const [audits] = await Promise.all([auditing(), happening]);
    expect(audits).toBeGreaterThan(3);
  });

  it('finds nothing wrong when it is at rest, and has looked at something for each check', async () => {
    const report = await audit(groundOf(shop, true));
    expect(wrongIn(report)).toEqual(new Map());
    expect(report.checks.filter(({ rows }) => rows === 0).map(({ name }) => name)).toEqual([]);
    expect(report.checks.filter(({ unchecked }) => unchecked > 0)).toEqual([]);
    expect(report.checks.filter(({ skipped }) => skipped !== undefined)).toEqual([]);
  });
});

describe('the events of a shop in which everything has happened', () => {
  it('are as the services declare them', async () => {
    expect(await deviationsIn(shop)).toEqual([]);
  });
});

describe('murmur audit', () => {
  it('ends well when every invariant holds, also waiting until the shop is at rest', async () => {
    const { code, out } = await murmurAudit(shop, groundOf(shop, true), '--drained', '--json');
    expect(code, out).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ drained: true });
  });

  it('ends otherwise when it could not look', async () => {
    const nowhere = { ...groundOf(shop, false), postgresUrl: 'postgres://127.0.0.1:1/nowhere' };
    const { code, err } = await murmurAudit(shop, nowhere);
    expect([code, err]).toEqual([3, expect.stringContaining('ECONNREFUSED')]);
  });
});

describe('an audit sees that', () => {
  beforeAll(async () => {
    await shop.edge?.stop();
    await Promise.all(shop.services.map((service) => service.stop()));
  });

  it.each(corruptions)('$what', async (corruption) => {
    const wrong = wrongIn(await auditCorrupted(shop, corruption));
    expect([...wrong.keys()].toSorted(), JSON.stringify([...wrong], undefined, 1)).toEqual(
      corruption.seenBy.toSorted(),
    );
  });

  it('nothing can be said of what has left the database, and how much that is', async () => {
    const report = await auditCorrupted(shop, { sql: FORGET_DAYS });
    expect(wrongIn(report)).toEqual(new Map());
    const unchecked = report.checks.filter((check) => check.unchecked > 0).map(({ name }) => name);
    expect(unchecked).toContain('orders-are-their-events');
    expect(unchecked).toContain('products-known-to-order');
  });

  it('something is wrong, by murmur audit', async () => {
    const versions = (change: string) => `update inventory.stock set version = version ${change}`;
    const { code, out } = await whileChanged(shop, versions('+ 1'), versions('- 1'), () =>
      murmurAudit(shop, groundOf(shop, false)),
    );
    expect(code).toBe(1);
    expect(out).toContain('I6 (stock-is-its-events)');
    expect(out).toMatch(/violations of I6\n$/);
  });

  it('a message is not acknowledged', async () => {
    const subject = 'evt.00.product.created';
    await shop.connection.request(subject, '{}', { timeout: 5_000 });
    const wrong = wrongIn(await audit(groundOf(shop, true)));
    expect(wrong.keys().toArray()).toEqual(['everything-is-acknowledged']);
    expect(wrong.get('everything-is-acknowledged')).toContain('order: 1 messages before it');
    expect(await deviationsIn(shop)).toMatchObject([{ rule: 'undeclared-event' }]);
  });

  it('a consumer is gone', async () => {
    const manager = await jetstreamManager(shop.connection);
    await manager.consumers.delete('EVENTS', 'auth');
    const wrong = wrongIn(await audit(groundOf(shop, true)));
    expect(wrong.get('everything-is-acknowledged')).toContain('auth: it is gone');
  });
});

it('has a corruption for each check', () => {
  const seen = new Set(corruptions.flatMap(({ seenBy }) => seenBy));
  const names = listOfChecks.map(({ name }) => name);
  expect(names.filter((name) => !seen.has(name))).toEqual(['everything-is-acknowledged']);
});
