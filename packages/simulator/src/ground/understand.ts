import type { Row, ServicePlan } from '@murmuration/choreography/simulation';
import { failed } from './failed.ts';
import type { Perform } from './memory-session.ts';
import { textsIn } from './parameters.ts';
import { runtimeStatements } from './statements.ts';
import { type StoreStatement, storeStatementsOf } from './store-table.ts';
import { put, type Transaction } from './transaction.ts';

/** What the statements of a service do. What is none of them fails, as it would at a database that does not understand it. */
export function understand(plan: ServicePlan, lanes: number): Perform {
  const runtime = runtimeStatements(lanes);
  const storeStatement = storeStatementsOf(plan);
  return (transaction, text, parameters) => {
    const statement = runtime.get(text);
    if (statement !== undefined) return statement(transaction, parameters);
    const ofStore = storeStatement(text);
    if (ofStore === undefined) {
      throw failed('42601', `the simulation does not know this statement: ${text}`);
    }
    if (ofStore.kind === 'look') return look(transaction, ofStore, textsIn(parameters[0]));
    const rows = ofStore.rowsIn(parameters);
    return ofStore.kind === 'insert'
      ? insert(transaction, ofStore.table.name, rows, (row) => ofStore.table.keyOf(row))
      : update(transaction, ofStore.table.name, rows, (row) => ofStore.table.keyOf(row));
  };
}

type Look = Extract<StoreStatement, { kind: 'look' }>;

/** Locks, where it locks, what is there, in the order of the keys; and reads it when it has the locks. */
async function look(
  transaction: Transaction,
  { table, locks }: Look,
  keys: readonly string[],
): Promise<readonly Row[]> {
  const rows = transaction.tables.table(table);
  const found: Row[] = [];
  for (const key of keys.toSorted()) {
    if (!rows.has(key)) continue;
    if (locks && transaction.tables.rules.locksRows)
      await transaction.tables.locks.take(transaction, `row ${table} ${key}`);
    const row = rows.get(key);
    if (row !== undefined) found.push({ ...row });
  }
  return found;
}

async function insert(
  transaction: Transaction,
  name: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Promise<readonly Row[]> {
  const table = transaction.tables.table(name);
  for (const row of rows) {
    const key = keyOf(row);
    await transaction.tables.locks.take(transaction, `row ${name} ${key}`);
    if (table.has(key)) throw failed('23505', `${name} ${key} is there already`);
    transaction.change(() => put(table, key, row));
  }
  return [];
}

function update(
  transaction: Transaction,
  name: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const table = transaction.tables.table(name);
  for (const changed of rows) {
    const key = keyOf(changed);
    transaction.change(() => put(table, key, { ...table.get(key), ...changed }));
  }
  return [];
}
