import type { Look, Parameter } from '../define-invariant.ts';
import type { ProviderLedger, ProviderOrder } from './provider-ledger.ts';

/** Orders of the provider's ledger that one statement carries at most. */
const PAGE_ORDERS = 20_000;

/**
 * A look for each page of the provider's ledger. In the statement, `$1` to `$5` are what `LEDGER_PAGE` is made of, and `$6` and `$7` bound the page: an order
 * belongs to it when `isOnPage` says so. Together the pages have every order that there is, also those that the ledger knows nothing of.
 */
export function lookPageByPage(
  ledger: ProviderLedger,
  sql: string,
  pageOrders: number = PAGE_ORDERS,
): readonly Look[] {
  const orders = ledger.toSorted(byBytes);
  const looks: Look[] = [];
  let after: string | null = null;
  for (let at = 0; at < orders.length || at === 0; at += pageOrders) {
    const page = orders.slice(at, at + pageOrders);
    const isLast = at + pageOrders >= orders.length;
    const until: string | null = isLast ? null : (page.at(-1)?.orderId ?? null);
    looks.push({ sql, parameters: parametersOf(page, after, until) });
    after = until;
  }
  return looks;
}

/** The page as a table in a statement. */
export const LEDGER_PAGE =
  'unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) as ledger (order_id, charges, captured, refunded, failed)';

/** The condition that an order belongs to the page. */
export const isOnPage = (column: string): string =>
  `(${column} collate "C" > $6::text or $6::text is null) and (${column} collate "C" <= $7::text or $7::text is null)`;

/** For a statement about nothing but the ledger: always true; it uses the bounds, since every parameter has to be used. */
export const AND_BOUNDS = 'where $6::text is distinct from $7::text or $6::text is null';

function parametersOf(
  page: readonly ProviderOrder[],
  after: string | null,
  until: string | null,
): readonly Parameter[] {
  return [
    page.map(({ orderId }) => orderId),
    page.map(({ charges }) => charges),
    page.map(({ captured }) => captured),
    page.map(({ refunded }) => refunded),
    page.map(({ failed }) => failed),
    after,
    until,
  ];
}

/** The order of the database's collation "C". */
function byBytes(one: ProviderOrder, other: ProviderOrder): number {
  return Buffer.compare(Buffer.from(one.orderId), Buffer.from(other.orderId));
}
