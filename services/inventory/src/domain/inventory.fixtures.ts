import type { Reservation } from './reservation.ts';
import {
  addPieces,
  emptyLevel,
  setAside,
  type StockLevel,
  type StockLookup,
} from './stock-level.ts';

/** Stock levels by SKU, each with so many pieces on hand. */
export function stockOf(onHand: Readonly<Record<string, number>>): Map<string, StockLevel> {
  const levels = Object.entries(onHand).map(([sku, pieces]) => levelWith(sku, pieces));
  return new Map(levels.map((level) => [level.sku, level]));
}

/** A stock level that came about by one delivery and, if any are reserved, one order. */
export function levelWith(sku: string, onHand: number, reserved = 0): StockLevel {
  const delivered = addPieces(emptyLevel(sku), onHand + reserved);
  return reserved === 0 ? delivered : setAside(delivered, reserved);
}

/** A reservation of two pieces of tea. */
export function reservationWith(changes: Partial<Reservation> = {}): Reservation {
  return {
    orderId: 'o-1',
    status: 'reserved',
    lines: [{ sku: 'tea', quantity: 2 }],
    version: 1,
    ...changes,
  };
}

export const noStock: StockLookup = new Map();
