import {
  getOrder,
  getPayment,
  getReservation,
  listNotifications,
  type QueryContract,
} from '@murmuration/contracts';
import { QueryFailed } from '@murmuration/client';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { NotThere } from '../output/failure.ts';
import { moneyText } from '../output/money.ts';
import { clock, facts, table } from '../output/table.ts';
import { paymentText } from '../payment/payment-text.ts';
import { pieces } from './describe-event.ts';
import type { OrderPicture } from './order-picture.ts';

const ASK_TIMEOUT_MS = 5_000;

/** What could be learnt of an order, and who did not answer. */
type Shown = Partial<OrderPicture> & { readonly unavailable: readonly string[] };

/**
 * Shows an order with what inventory, payment and notification know of it.
 * @throws NotThere when its owner knows no such order, whatever the others know
 */
export async function showOrder(session: Session, orderId: string): Promise<ExitCode> {
  const shown = await look(session, orderId);
  if (shown.order === null) throw new NotThere(`there is no order ${orderId}`);
  session.printer.document(shown, text(orderId, shown));
  return shown.unavailable.length > 0 ? ExitCode.unreachable : ExitCode.ok;
}

async function look(session: Session, orderId: string): Promise<Shown> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(ASK_TIMEOUT_MS);
  const unavailable: string[] = [];
  const ask = async <Result>(query: QueryContract<string, { orderId: string }, Result>) => {
    try {
      return await client.ask(query, { orderId }, { timeoutMs });
    } catch (error) {
      if (!(error instanceof QueryFailed)) throw error;
      unavailable.push(query.context);
      return undefined;
    }
  };
  const [order, reservation, payment, mails] = await Promise.all([
    ask(getOrder),
    ask(getReservation),
    ask(getPayment),
    ask(listNotifications),
  ]);
  return {
    ...(order === undefined ? {} : { order }),
    ...(reservation === undefined ? {} : { reservation }),
    ...(payment === undefined ? {} : { payment }),
    ...(mails === undefined ? {} : { notifications: mails.notifications }),
    unavailable,
  };
}

function text(
  orderId: string,
  { order, reservation, payment, notifications, unavailable }: Shown,
): string {
  const missing = unavailable.map((service) => `${service} does not answer`).join(', ');
  const rest = facts([
    ['stock', reservation ? `${reservation.status}: ${pieces(reservation.lines)}` : undefined],
    ['payment', payment ? paymentText(payment) : undefined],
    ['mail', notifications?.map(mailText).join(', ')],
    ['missing', missing],
  ]);
  return [order ? orderText(order) : `order ${orderId}`, rest].filter(Boolean).join('\n');
}

function mailText({ kind, status, reason }: OrderPicture['notifications'][number]): string {
  return reason === null ? `${kind} ${status}` : `${kind} ${status}: ${reason}`;
}

function orderText(order: NonNullable<OrderPicture['order']>): string {
  const { orderId, status, customerId, placedAt, closedAt, cancellation, rejection, total } = order;
  const head = facts([
    ['order', orderId],
    ['status', status],
    ['customer', customerId ?? undefined],
    ['placed', placedAt === null ? undefined : clock(placedAt)],
    ['closed', closedAt === null ? undefined : clock(closedAt)],
    [
      'why',
      cancellation === null
        ? undefined
        : [cancellation.reason, cancellation.detail].filter(Boolean).join(': '),
    ],
    ['why', rejection?.map(({ field, message }) => `${field}: ${message}`).join('; ')],
    ['total', total === null ? undefined : moneyText(total)],
  ]);
  return order.lines.length === 0 ? head : `${head}\n${linesText(order.lines)}`;
}

function linesText(lines: NonNullable<OrderPicture['order']>['lines']): string {
  const rows = lines.map(({ sku, quantity, unitPrice }) => [
    sku,
    String(quantity),
    moneyText(unitPrice),
    moneyText({ ...unitPrice, amount: unitPrice.amount * quantity }),
  ]);
  return table(['article', 'pieces', 'each', 'sum'], rows, ['pieces', 'each', 'sum']);
}
