import type { Reader } from '@murmuration/choreography';
import { listNotifications as listNotificationsQuery } from '@murmuration/contracts';
import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MailItem } from '../domain/correspondence.ts';
import { correspondenceTable } from '../store/schema.ts';
import { listNotifications } from './list-notifications.ts';

let server: TestDatabase;
let connection: postgres.Sql;
let database: ReturnType<typeof drizzle>;

const total = { amount: 1_380, currency: 'EUR' };
const sent: MailItem = {
  kind: 'confirmed',
  subjectId: 'o-1',
  status: 'sent',
  claimedBy: 'm-1',
  occasion: { kind: 'confirmed', total },
};
const failed: MailItem = {
  kind: 'refunded',
  subjectId: 'r-1',
  status: 'failed',
  claimedBy: 'm-2',
  occasion: { kind: 'refunded', amount: total, reason: 'torn' },
  failure: 'erased',
};

beforeAll(async () => {
  server = await testDatabase({ services: ['notification'] });
  connection = postgres(server.urlOf('notification'), { max: 2, onnotice: () => undefined });
  database = drizzle(connection);
  await database.insert(correspondenceTable).values([
    { orderId: 'o-1', customerId: 'ada', items: [sent, failed], version: 1 },
    {
      orderId: 'o-2',
      customerId: null,
      items: [{ ...sent, status: 'wanted', claimedBy: null }],
      version: 1,
    },
  ]);
});
afterAll(async () => {
  await connection.end();
  await server.drop();
});

async function list(reader: Reader, orderId = 'o-1') {
  const answer = await listNotifications.answer({ orderId }, database, reader);
  expect(listNotificationsQuery.result.parse(answer)).toEqual(answer);
  return answer.notifications;
}

it.each<Reader>([
  { kind: 'user', userId: 'ada', roles: ['customer'] },
  { kind: 'user', userId: 'boss', roles: ['operator'] },
  { kind: 'trusted' },
])(
  'the mails of an order are told to its customer, to operators and to whom the broker trusts: %o',
  async (reader) => {
    expect(await list(reader)).toEqual([
      { kind: 'confirmed', subjectId: 'o-1', status: 'sent', reason: null },
      { kind: 'refunded', subjectId: 'r-1', status: 'failed', reason: 'erased' },
    ]);
  },
);

it.each<Reader>([{ kind: 'user', userId: 'bob', roles: ['customer'] }, { kind: 'anonymous' }])(
  'to anybody else they are those of no order: %o',
  async (reader) => {
    for (const orderId of ['o-1', 'o-2', 'none']) expect(await list(reader, orderId)).toEqual([]);
  },
);

it('what nobody is known to have ordered is told to the staff alone', async () => {
  expect(await list({ kind: 'trusted' }, 'o-2')).toHaveLength(1);
  expect(await list({ kind: 'user', userId: 'ada', roles: ['customer'] }, 'o-2')).toEqual([]);
});
