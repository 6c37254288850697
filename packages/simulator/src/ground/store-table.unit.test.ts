import { defineStore } from '@murmuration/choreography';
import {
  arrayLiteral,
  planService,
  type Row,
  type Value,
} from '@murmuration/choreography/simulation';
import { bigint, boolean, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { Chance } from '../time/chance.ts';
import { Cluster } from './cluster.ts';
import { usualRules } from './rules.ts';
import { understand } from './understand.ts';
import { Transaction } from './transaction.ts';

const things = defineStore(
  pgTable('things', {
    thingId: text('thing_id').primaryKey(),
    amount: bigint('amount', { mode: 'number' }),
    isDone: boolean('is_done').notNull(),
    at: timestamp('at', { withTimezone: true }),
    lines: jsonb('lines').$type<readonly object[]>(),
  }),
  'thingId',
  'things',
);
const plan = planService({ name: 'things', stores: [things], reactions: [], answers: [] });

const rich: Row = {
  thingId: 'o-1, "quoted" {braces} \\ ü',
  amount: 4_711,
  isDone: true,
  at: new Date('2026-01-05T09:00:00.123Z'),
  lines: [{ sku: 'tea-001', note: 'a, "b"' }],
};
const poor: Row = { thingId: 'null', amount: null, isDone: false, at: null, lines: null };

describe('the statements of a store, as the simulation understands them', () => {
  it('give back what was written, value by value', async () => {
    const { perform, transaction } = ground();
    const { insert, look } = statements();
    const { text: inserting, parameters } = insert([rich, poor]);
    await perform(transaction, inserting, written(parameters));
    transaction.apply();
    const found = await perform(transaction, look, [keysOf(rich, poor)]);
    expect(found).toEqual([poor, rich]);
  });

  it('change only what has changed', async () => {
    const { perform, transaction, cluster } = ground();
    cluster.tables('things').table('things').set(String(rich['thingId']), rich);
    const changed = { ...rich, amount: 0, isDone: false };
    const update = statements().update([{ before: rich, after: changed }]);
    await perform(transaction, update?.text ?? '', written(update?.parameters ?? []));
    transaction.apply();
    expect(cluster.tables('things').table('things').get(String(rich['thingId']))).toEqual(changed);
  });

  it('refuse a row that is there already, as the database would', async () => {
    const { perform, transaction, cluster } = ground();
    cluster.tables('things').table('things').set('null', poor);
    const { text: inserting, parameters } = statements().insert([poor]);
    await expect(
      Promise.resolve(perform(transaction, inserting, written(parameters))),
    ).rejects.toMatchObject({
      code: '23505',
    });
  });

  it('are all that is understood', () => {
    const { perform, transaction } = ground();
    expect(() => perform(transaction, 'select 1', [])).toThrow('does not know this statement');
  });
});

function ground() {
  const cluster = new Cluster(new Chance(1), usualRules);
  const transaction = new Transaction(cluster.tables('things'));
  return { cluster, transaction, perform: understand(plan, 1) };
}

/** Parameters as they travel: lists as literals. */
const written = (parameters: readonly (Value | readonly Value[])[]): readonly Value[] =>
  parameters.map((each) => (isList(each) ? arrayLiteral(each) : each));

const isList = (parameter: Value | readonly Value[]): parameter is readonly Value[] =>
  Array.isArray(parameter);

const keysOf = (...rows: readonly Row[]): string =>
  arrayLiteral(rows.map(({ thingId }) => String(thingId)));

function statements() {
  const found = plan.statements.get(things);
  if (found === undefined) throw new Error('the plan has no statements');
  return found;
}
