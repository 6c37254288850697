import { getOrder, getPayment, getReservation, listNotifications } from '@murmuration/contracts';
import type { MailMessage } from '@murmuration/mail-catcher';
import type { LedgerView } from '@murmuration/payment-sandbox';
import type { Shop } from '../../shop/shop.ts';
import type { OrderPicture, ReceivedMail } from './order-picture.ts';

const AT_ONCE = 64;
const FEW = 20;

/** Asks everybody about these orders. */
export async function collectPictures(
  shop: Shop,
  orderIds: readonly string[],
): Promise<readonly OrderPicture[]> {
  const [ledgerOf, mailsOf] = await Promise.all([ledgers(shop, orderIds), mails(shop, orderIds)]);
  const pictures: OrderPicture[] = [];
  for (let at = 0; at < orderIds.length; at += AT_ONCE) {
    const some = orderIds.slice(at, at + AT_ONCE);
    const answers = some.map(async (orderId) => ({
      ...(await askServices(shop, orderId)),
      ledger: ledgerOf(orderId),
      mails: mailsOf(orderId),
    }));
    pictures.push(...(await Promise.all(answers)));
  }
  return pictures;
}

async function askServices({ client }: Shop, orderId: string) {
  const [order, reservation, payment, { notifications }] = await Promise.all([
    client.ask(getOrder, { orderId }),
    client.ask(getReservation, { orderId }),
    client.ask(getPayment, { orderId }),
    client.ask(listNotifications, { orderId }),
  ]);
  return { orderId, order, reservation, payment, notifications };
}

const NO_LEDGER: LedgerView = { charges: [], refunds: [], intents: [] };

async function ledgers(
  { sandbox }: Shop,
  orderIds: readonly string[],
): Promise<(orderId: string) => LedgerView> {
  const byOrder = new Map<string, LedgerView>();
  if (orderIds.length <= FEW) {
    for (const id of orderIds) byOrder.set(id, await sandbox.ledger(id));
  } else {
    const { charges, refunds, intents } = await sandbox.ledger();
    const of = grouped({ charges, refunds, intents });
    for (const id of orderIds) byOrder.set(id, of(id));
  }
  return (orderId) => byOrder.get(orderId) ?? NO_LEDGER;
}

function grouped({ charges, refunds, intents }: LedgerView): (orderId: string) => LedgerView {
  const byOrder = {
    charges: Map.groupBy(charges, ({ orderId }) => orderId),
    refunds: Map.groupBy(refunds, ({ orderId }) => orderId),
    intents: Map.groupBy(intents, ({ orderId }) => orderId),
  };
  return (orderId) => ({
    charges: byOrder.charges.get(orderId) ?? [],
    refunds: byOrder.refunds.get(orderId) ?? [],
    intents: byOrder.intents.get(orderId) ?? [],
  });
}

async function mails(
  { mail }: Shop,
  orderIds: readonly string[],
): Promise<(orderId: string) => readonly ReceivedMail[]> {
  const lists =
    orderIds.length <= FEW
      ? await Promise.all(orderIds.map((orderId) => mail.messages({ orderId })))
      : [await mail.messages()];
  const byOrder = Map.groupBy(lists.flat(), ({ headers }) => headers['x-order-id']);
  return (orderId) => (byOrder.get(orderId) ?? []).map(receivedMail);
}

/** A mail's Message-ID is `<order.kind.subject@…>`. */
function receivedMail({ messageId }: MailMessage): ReceivedMail {
  const kind = /^<[^.]+\.([a-z]+)\./.exec(messageId ?? '')?.[1] ?? 'unknown';
  return { messageId: messageId ?? '', kind };
}
