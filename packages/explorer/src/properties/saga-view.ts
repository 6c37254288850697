import { z } from 'zod';
import type { Parts } from '../search/parts.ts';
import type { Account } from '../world/outside.ts';
import { givenBack } from '../world/outside.ts';
import type { Rows } from '../world/rows.ts';
import type { ServiceState } from '../world/service-state.ts';

const orderRow = z.object({
  status: z.enum(['cancel-requested', 'placed', 'confirmed', 'cancelled', 'rejected']),
  totalAmount: z.number().nullable(),
  cancellation: z.object({ reason: z.string() }).nullable(),
});
const reservationRow = z.object({
  status: z.enum(['reserved', 'rejected', 'released', 'committed', 'void']),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
});
const paymentRow = z.object({
  status: z.enum(['awaiting', 'charging', 'captured', 'declined', 'voided']),
  captured: z.number(),
  refunded: z.number(),
  refundPending: z.number(),
});
const refundRow = z.object({
  refundId: z.string(),
  status: z.enum(['requested', 'refunded']),
  amount: z.number(),
});
const ledgerRow = z.object({ transactionId: z.string(), account: z.string(), amount: z.number() });
const stockRow = z.object({
  sku: z.string(),
  onHand: z.number(),
  reserved: z.number(),
  committed: z.number(),
  restocked: z.number(),
});

export type StockRow = z.infer<typeof stockRow>;

/** What order knows of an order. */
export interface OrderView {
  readonly row: z.infer<typeof orderRow> | undefined;
  readonly timers: number;
  readonly outcomes: ServiceState['outcomes'];
}

/** What inventory holds for it: pieces by article. */
export interface ReservationView {
  readonly row: z.infer<typeof reservationRow> | undefined;
}

/** What payment knows of its money. */
export interface PaymentView {
  readonly row: z.infer<typeof paymentRow> | undefined;
  readonly refunds: readonly z.infer<typeof refundRow>[];
  /** Whether the entries of each transaction add up to nothing. */
  readonly isBalanced: boolean;
  /** What the books say that the provider holds. */
  readonly booked: number;
  readonly calls: number;
}

/** One order, as everybody sees it. */
export interface SagaView {
  readonly order: OrderView;
  readonly reservation: ReservationView;
  readonly payment: PaymentView;
  readonly account: Account | undefined;
  /** How often each thing was told, by the name of its contract. */
  readonly told: Readonly<Record<string, number>>;
}

const rowsOf = <Row>(rows: Rows, store: string, schema: z.ZodType<Row>): readonly Row[] =>
  Object.entries(rows).flatMap(([key, row]) =>
    key.startsWith(`${store}/`) ? [schema.parse(row)] : [],
  );

/** Looks at worlds of the saga; each part is read once. */
export class SagaLens {
  private readonly parts: Parts;
  private readonly orders: OrderView[] = [];
  private readonly reservations: ReservationView[] = [];
  private readonly payments: PaymentView[] = [];
  private readonly streams: Readonly<Record<string, number>>[] = [];
  private readonly shelves: (readonly StockRow[])[] = [];

  constructor(parts: Parts) {
    this.parts = parts;
  }

  view(world: number): SagaView {
    const { services, stream, outside } = this.parts.tuple(world);
    const [order = 0, inventory = 0, payment = 0] = services;
    return {
      order: (this.orders[order] ??= orderIn(this.parts.statesOf(0).value(order))),
      reservation: (this.reservations[inventory] ??= reservationIn(
        this.parts.statesOf(1).value(inventory),
      )),
      payment: (this.payments[payment] ??= paymentIn(this.parts.statesOf(2).value(payment))),
      account: Object.values(this.parts.outsides.value(outside).accounts)[0],
      told: (this.streams[stream] ??= this.toldIn(stream)),
    };
  }

  stock(shelf: number): readonly StockRow[] {
    return (this.shelves[shelf] ??= stockIn(this.parts.shelves.value(shelf)));
  }

  private toldIn(stream: number): Readonly<Record<string, number>> {
    const told: Record<string, number> = {};
    for (const id of this.parts.streams.value(stream)) {
      const { name } = this.parts.messages.value(id);
      told[name] = (told[name] ?? 0) + 1;
    }
    return told;
  }
}

/** What the state of order says of its one order. */
export function orderIn({
  rows,
  timers,
  outcomes,
}: Pick<ServiceState, 'rows' | 'timers' | 'outcomes'>): OrderView {
  return { row: rowsOf(rows, 'orders', orderRow)[0], timers: Object.keys(timers).length, outcomes };
}

/** What the state of inventory says of it. */
export const reservationIn = ({ rows }: Pick<ServiceState, 'rows'>): ReservationView => ({
  row: rowsOf(rows, 'reservations', reservationRow)[0],
});

/** What the state of payment says of it. */
export function paymentIn({ rows, calls }: Pick<ServiceState, 'rows' | 'calls'>): PaymentView {
  const entries = rowsOf(rows, 'ledger', ledgerRow);
  const sums = new Map<string, number>();
  for (const { transactionId, amount } of entries) {
    sums.set(transactionId, (sums.get(transactionId) ?? 0) + amount);
  }
  const atProvider = entries.filter(({ account }) => account === 'provider');
  return {
    row: rowsOf(rows, 'payments', paymentRow)[0],
    refunds: rowsOf(rows, 'refunds', refundRow),
    isBalanced: [...sums.values()].every((sum) => sum === 0),
    booked: atProvider.reduce((sum, { amount }) => sum + amount, 0),
    calls: calls.length,
  };
}

/** What stands on the shelves. */
export const stockIn = (rows: Rows): readonly StockRow[] => rowsOf(rows, 'stock', stockRow);

/** What the provider has of an order's money. */
export const heldFor = ({ account }: SagaView): number =>
  account === undefined ? 0 : account.captured - givenBack(account);
