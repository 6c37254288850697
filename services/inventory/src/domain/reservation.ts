import type { StockLine } from '@murmuration/contracts';

/**
 * What inventory did for an order.
 *
 *     (none) ── placed ──▶ reserved ── confirmed ──▶ committed
 *        │        └──────▶ rejected     └─ cancelled ─▶ released
 *        └── cancelled ──▶ void: the cancellation came first
 */
export type ReservationStatus = 'reserved' | 'rejected' | 'released' | 'committed' | 'void';

export interface Reservation {
  readonly orderId: string;
  readonly status: ReservationStatus;
  /** What is, or was, set aside; empty when nothing ever was. */
  readonly lines: StockLine[];
  /** Counts the published facts; a void reservation has none. */
  readonly version: number;
}

/** Fails when a status was forgotten: `reservation` must be `never` here. */
export function unknownStatus(status: never): never {
  throw new Error(`a reservation has the unknown status ${String(status)}`);
}
