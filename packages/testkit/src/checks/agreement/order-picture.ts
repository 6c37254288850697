import type {
  getOrder,
  getPayment,
  getReservation,
  getStock,
  listNotifications,
  QueryContract,
} from '@murmuration/contracts';
import type { LedgerView } from '@murmuration/payment-sandbox';

type ResultOf<Query> =
  Query extends QueryContract<string, infer _Params, infer Result> ? Result : never;

export type OrderView = NonNullable<ResultOf<typeof getOrder>>;
export type StockView = NonNullable<ResultOf<typeof getStock>>;

/** A mail that was received: what it tells, and of which order or refund. */
export interface ReceivedMail {
  readonly messageId: string;
  readonly kind: string;
}

/** Everything that anybody says about one order. */
export interface OrderPicture {
  readonly orderId: string;
  readonly order: OrderView | null;
  readonly reservation: ResultOf<typeof getReservation>;
  readonly payment: ResultOf<typeof getPayment>;
  readonly notifications: ResultOf<typeof listNotifications>['notifications'];
  /** What the payment provider's own ledger says. */
  readonly ledger: LedgerView;
  readonly mails: readonly ReceivedMail[];
}
