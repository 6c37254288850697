import {
  decode,
  type EventContract,
  notificationSent,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  refundRequested,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { z } from 'zod';

/** What happened to an order, as its customer is told. */
export const progressSchema = z.object({
  /** The type of the event, such as `order.confirmed`. */
  event: z.string(),
  at: z.string(),
  /** What the event says that is a customer's business. */
  details: z.record(z.string(), z.unknown()),
});
export type Progress = z.infer<typeof progressSchema>;

interface Told {
  readonly type: string;
  /** Whether the order changes no more after it; what it causes still follows. */
  readonly isFinal: boolean;
  /** The details; undefined when the data cannot be read. */
  read(version: number, raw: unknown): Progress['details'] | undefined;
}

function told<Data>(
  contract: EventContract<string, Data>,
  tell: (data: Data) => Progress['details'],
  isFinal = false,
): Told {
  return {
    type: contract.type,
    isFinal,
    read: (version, raw) => {
      const decoded = decode(contract, version, raw);
      return decoded.ok ? tell(decoded.data) : undefined;
    },
  };
}

/** The events that a customer is told of, and what of each: no references of providers, no payment methods, no levels of stock, nobody's ids. */
const TOLD: readonly Told[] = [
  told(orderPlaced, ({ total, deadline }) => ({ total, deadline })),
  told(stockReserved, () => ({})),
  told(stockRejected, () => ({})),
  told(paymentCaptured, ({ amount }) => ({ amount })),
  told(paymentDeclined, ({ code, message }) => ({ code, message })),
  told(orderConfirmed, ({ total }) => ({ total }), true),
  told(orderCancelled, ({ reason, detail }) => ({ reason, detail }), true),
  told(orderRejected, ({ reasons }) => ({ reasons }), true),
  told(stockCommitted, () => ({})),
  told(stockReleased, () => ({})),
  told(refundRequested, ({ refundId, amount }) => ({ refundId, amount })),
  told(paymentRefunded, ({ refundId, amount, reason }) => ({ refundId, amount, reason })),
  told(notificationSent, ({ kind }) => ({ kind })),
];
const byType = new Map(TOLD.map((each) => [each.type, each]));

/** Whether customers are told of events of this type. */
export const isTold = (type: string): boolean => byType.has(type);

/** What a customer is told of an event, given its CloudEvents type such as `order.placed.v1`; undefined when that is nothing. */
export function progressOf(name: string, at: string, raw: unknown): Progress | undefined {
  const [, type = '', version] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
  const details = byType.get(type)?.read(Number(version), raw);
  return details === undefined ? undefined : { event: type, at, details };
}

/** Whether an order changes no more after an event of this type. */
export const isFinal = (type: string): boolean => byType.get(type)?.isFinal === true;
