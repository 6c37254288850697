import { fixedContext, type Message, messageOf, type StoreView } from '@murmuration/choreography';
import {
  type EventDraft,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  restock,
  type StockLine,
} from '@murmuration/contracts';
import type { Reservation } from './domain/reservation.ts';
import type { StockLevel } from './domain/stock-level.ts';
import { commitStockWhenOrderConfirmed } from './reactions/commit-stock-when-order-confirmed.ts';
import { releaseStockWhenOrderCancelled } from './reactions/release-stock-when-order-cancelled.ts';
import { reserveStockWhenOrderPlaced } from './reactions/reserve-stock-when-order-placed.ts';
import { restockReaction } from './reactions/restock.ts';

const customerId = 'c-1';
const moment = '2026-01-05T09:00:00.000Z';
const total = { amount: 100, currency: 'EUR' };

interface Outcome {
  readonly save?: {
    readonly reservations?: readonly Reservation[];
    readonly stock?: readonly StockLevel[];
  };
  readonly emit?: readonly EventDraft[];
}

interface OrderReaction<M> {
  readonly keys: { stock(message: M, loaded: Rows): string | readonly string[] };
  decide(message: M, state: Rows, context: ReturnType<typeof fixedContext>): Outcome;
}

interface Rows {
  readonly reservations: StoreView<Reservation>;
  readonly stock: StoreView<StockLevel>;
}

/** The real reactions over rows in memory; a decision may ask only for the stock that its keys name. */
export class InMemoryInventory implements Rows {
  readonly reservations = new Map<string, Reservation>();
  readonly stock = new Map<string, StockLevel>();
  readonly events: EventDraft[] = [];

  restock(sku: string, quantity: number): void {
    const message = messageOf(restock, { restockId: 'd-1', sku, quantity });
    this.#apply(restockReaction.decide(message, { stock: this.stock }, fixedContext()));
  }

  place(orderId: string, wanted: readonly StockLine[]): void {
    const lines = wanted.map((line) => ({ ...line, unitPrice: total }));
    const order = { orderId, customerId, paymentMethod: 'pm_card_visa' };
    const times = { placedAt: moment, deadline: moment };
    const message = messageOf(orderPlaced, { ...order, ...times, lines, total });
    this.#react(reserveStockWhenOrderPlaced, message);
  }

  cancel(orderId: string): void {
    const end = { reason: 'requested', detail: '', cancelledAt: moment } as const;
    const message = messageOf(orderCancelled, { orderId, customerId, ...end });
    this.#react(releaseStockWhenOrderCancelled, message);
  }

  confirm(orderId: string): void {
    const message = messageOf(orderConfirmed, { orderId, customerId, total, confirmedAt: moment });
    this.#react(commitStockWhenOrderConfirmed, message);
  }

  /** The pieces that reservations of this status hold of one article. */
  heldBy(status: Reservation['status'], sku: string): number {
    let pieces = 0;
    for (const reservation of this.reservations.values()) {
      if (reservation.status !== status) continue;
      for (const line of reservation.lines) if (line.sku === sku) pieces += line.quantity;
    }
    return pieces;
  }

  #react<M extends Message>(reaction: OrderReaction<M>, message: M): void {
    const loaded = new Set([reaction.keys.stock(message, this)].flat());
    const stock = {
      get: (sku: string) => {
        if (!loaded.has(sku)) throw new Error(`${sku} was not loaded; name it in the keys`);
        return this.stock.get(sku);
      },
    };
    this.#apply(
      reaction.decide(message, { reservations: this.reservations, stock }, fixedContext()),
    );
  }

  #apply({ save, emit }: Outcome): void {
    for (const row of save?.reservations ?? []) this.reservations.set(row.orderId, row);
    for (const row of save?.stock ?? []) this.stock.set(row.sku, row);
    this.events.push(...(emit ?? []));
  }
}
