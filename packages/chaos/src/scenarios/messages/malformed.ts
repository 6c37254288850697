import { commandSubject, eventSubject } from '@murmuration/choreography';
import { orderPlaced, paymentCaptured, placeOrder, stockReserved } from '@murmuration/contracts';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario, type World } from '../../scenario.ts';
import { envelope, publishRaw, type Raw, sendRaw } from './raw.ts';

const PLACE = commandSubject(placeOrder.type);
const KEY = 'nobody';

/** Commands that cannot be read: each is rejected with reasons. */
const COMMANDS: readonly Raw[] = [
  { subject: PLACE, body: '{' },
  { subject: PLACE, body: '' },
  { subject: PLACE, body: 'null' },
  { subject: PLACE, body: '[]' },
  { subject: PLACE, body: new Uint8Array([0xff, 0xfe, 0x00]) },
  { subject: PLACE, body: '{"orderId": 5}' },
  { subject: PLACE, body: '{"orderId": "o\\u0000"}' },
  { subject: PLACE, body: '{"orderId": "o-1"}', headers: { 'ce-type': 'order.place.v99' } },
  { subject: PLACE, body: '{"orderId": "o-1"}', headers: { 'ce-type': 'payment.refund.v1' } },
  { subject: commandSubject('payment.refund'), body: '{"refundId": true}' },
  { subject: commandSubject('inventory.restock'), body: '"restock"' },
];

/** Events that cannot be read: each becomes a dead letter of every reaction that it was meant for. */
const events = (): readonly Raw[] =>
  [orderPlaced, stockReserved, paymentCaptured].flatMap(({ type, name }) => {
    const subject = eventSubject(type, KEY);
    return [
      { subject, body: '{', headers: envelope(name) },
      { subject, body: '{}', headers: envelope(name) },
      { subject, body: '{}' },
      { subject, body: '{}', headers: { 'ce-id': 'no uuid', 'ce-type': name } },
      { subject, body: '{}', headers: envelope(`${type}.v99`) },
      { subject, body: '{}', headers: envelope('somebody.else.v1') },
    ];
  });

/** On subjects of streams that nobody listens to. */
const UNHEARD: readonly Raw[] = [
  { subject: 'cmd.order.unheard-of', body: '{}' },
  { subject: 'evt.00.order.unheard-of', body: '{}' },
  { subject: 'evt.99.order.placed.more', body: '{}' },
];

const REJECTED = 'unreadable commands were rejected with reasons';
const BURIED = 'unreadable events became dead letters';

async function deadLetters({ shop }: World): Promise<number> {
  return await asAdmin(shop.database.adminUrl, async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select (select count(*) from inventory.dead_letter)::int
        + (select count(*) from payment.dead_letter)::int
        + (select count(*) from "order".dead_letter)::int as count`;
    return row?.count ?? 0;
  });
}

export const malformed = defineScenario({
  name: 'malformed',
  faults: [28],
  title: 'invalid JSON, unknown type or version, missing headers, wrong subject',
  deadLetters: 'expected',
  sees: [REJECTED, BURIED],
  quick: true,
  run: async (world) => {
    const { shop, chance, load, inject, sight } = world;
    const before = await deadLetters(world);
    const unreadable = chance.shuffled([...events(), ...UNHEARD]);
    for (const raw of unreadable) {
      inject(`${String(raw.body)} on ${raw.subject}`);
      publishRaw(shop, raw);
    }
    for (const command of chance.shuffled(COMMANDS)) {
      inject(`${String(command.body)} on ${command.subject}`);
      const outcome = await sendRaw(shop, command);
      if (outcome.status !== 'rejected' || outcome.reasons.length === 0) {
        throw new Error(`I11: ${String(command.body)} was ${JSON.stringify(outcome)}`);
      }
    }
    sight(REJECTED);
    await load.untilFlowing();
    if ((await deadLetters(world)) >= before + events().length) sight(BURIED);
  },
});
