import type { Reservation } from './reservation.ts';

/** The articles whose stock moves when a reservation ends: none unless it still holds some. */
export function heldSkus(reservation: Reservation | undefined): readonly string[] {
  if (reservation?.status !== 'reserved') return [];
  return reservation.lines.map((line) => line.sku);
}
