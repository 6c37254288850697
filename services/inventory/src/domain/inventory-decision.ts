import type { EventDraft } from '@murmuration/contracts';
import type { Reservation } from './reservation.ts';
import type { StockLevel } from './stock-level.ts';

/** What a fact about an order does to its reservation and to the stock; or why it does nothing. */
export type InventoryDecision<Draft extends EventDraft> =
  | {
      readonly save: {
        readonly reservations: readonly [Reservation];
        readonly stock?: readonly StockLevel[];
      };
      readonly emit?: readonly [Draft];
    }
  | { readonly ignored: string };
