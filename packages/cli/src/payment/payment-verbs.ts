import { getPayment, type Money, refundPayment, type StockLine } from '@murmuration/contracts';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { newId } from '../input/new-id.ts';
import { carryOut, COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { NotThere, UsageError } from '../output/failure.ts';
import { moneyText, parseMoney } from '../output/money.ts';
import { paymentText } from './payment-text.ts';

export interface RefundOptions {
  readonly reason: string;
  readonly line?: readonly StockLine[];
  readonly id?: string;
}

/** Gives money back: a sum, which without a currency is in that of the payment, or the price of pieces. */
export async function refund(
  session: Session,
  orderId: string,
  sum: string | undefined,
  options: RefundOptions,
): Promise<ExitCode> {
  const refundId = options.id ?? newId('r');
  const what = await whatToRefund(session, orderId, sum, options.line ?? []);
  const data = { refundId, orderId, ...what, reason: options.reason };
  const said = what.amount === undefined ? 'some pieces' : moneyText(what.amount);
  return await carryOut(session, refundPayment, data, `refund ${refundId} of ${said} is under way`);
}

async function whatToRefund(
  session: Session,
  orderId: string,
  sum: string | undefined,
  lines: readonly StockLine[],
): Promise<{ amount?: Money; lines?: StockLine[] }> {
  if (sum !== undefined && lines.length === 0) {
    return { amount: parseMoney(sum) ?? (await inPaymentsCurrency(session, orderId, sum)) };
  }
  if (sum === undefined && lines.length > 0) {
    return { lines: [...lines] };
  }
  throw new UsageError('say what to give back: either a sum such as 6.90, or --line sku=qty');
}

async function inPaymentsCurrency(session: Session, orderId: string, text: string): Promise<Money> {
  const payment = await askPayment(session, orderId);
  const currency = payment.amount?.currency;
  const sum = parseMoney(text, currency);
  if (sum !== undefined) return sum;
  throw new UsageError(`"${text}" is no sum of money; expected one such as 6.90 or 6.90EUR`);
}

/**
 * Says what became of the money for an order.
 * @throws NotThere when payment knows no such order
 */
export async function showPayment(session: Session, orderId: string): Promise<ExitCode> {
  const payment = await askPayment(session, orderId);
  session.printer.document(payment, paymentText(payment));
  return ExitCode.ok;
}

async function askPayment(session: Session, orderId: string) {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const payment = await client.ask(getPayment, { orderId }, { timeoutMs });
  if (payment === null) throw new NotThere(`payment knows no order ${orderId}`);
  return payment;
}
