import {
  as,
  blind,
  isRow,
  lacking,
  type Mutant,
  nothing,
  ruling,
  twisted,
  unsaved,
} from './mutant.ts';

const RESERVE = 'reserve-stock-when-order-placed';
const RELEASE = 'release-stock-when-order-cancelled';
const COMMIT = 'commit-stock-when-order-confirmed';

/** Mistakes of inventory. */
export const inventoryMutants: readonly Mutant[] = [
  {
    name: 'no-release',
    breaks: 'a cancelled order keeps its reservation',
    scenario: 'one-order',
    change: { shop: twisted(RELEASE, () => ({ ignored: 'by a mutant' })) },
  },
  {
    name: 'release-in-words',
    breaks: 'a reservation is released, and its pieces are not put back',
    scenario: 'one-order',
    change: { shop: twisted(RELEASE, (decision) => unsaved(decision, 'stock')) },
  },
  {
    name: 'commit-in-words',
    breaks: 'a reservation is committed, and its pieces stay reserved',
    scenario: 'one-order',
    change: { shop: twisted(COMMIT, (decision) => unsaved(decision, 'stock')) },
  },
  {
    name: 'no-commit',
    breaks: 'a confirmed order stays reserved',
    scenario: 'one-order',
    change: { shop: twisted(COMMIT, () => ({ ignored: 'by a mutant' })) },
  },
  {
    name: 'reserve-for-cancelled',
    breaks: 'an order that was cancelled before it arrived is reserved for',
    scenario: 'one-order',
    change: {
      shop: blind(RESERVE, 'reservations', (row) => (row['status'] === 'void' ? undefined : row)),
    },
  },
  {
    name: 'early-cancel-forgotten',
    breaks: 'inventory forgets a cancellation that comes before its order',
    scenario: 'one-order',
    change: {
      shop: twisted(RELEASE, (decision) =>
        Object.values(decision.save ?? {})
          .flat()
          .some((row) => isRow(row) && row['status'] === 'void')
          ? { ignored: 'by a mutant' }
          : decision,
      ),
    },
  },
  {
    name: 'oversell',
    breaks: 'one piece more is promised than is there',
    scenario: 'two-orders',
    change: {
      shop: blind(RESERVE, 'stock', (row) => ({ ...row, onHand: Number(row['onHand']) + 1 })),
    },
  },
  {
    name: 'shortage-unsaid',
    breaks: 'a shortage is recorded and not told',
    scenario: 'no-stock',
    change: { shop: twisted(RESERVE, (decision) => lacking(decision, 'emit')) },
  },
  {
    name: 'reserve-twice',
    breaks: 'neither inbox nor guard keeps a repeated order from being reserved for twice',
    scenario: 'one-order',
    change: { rules: ruling({ inbox: 'nowhere' }), shop: blind(RESERVE, 'reservations', nothing) },
  },
  {
    name: 'release-twice',
    breaks: 'a cancellation that the inbox has forgotten is released once more',
    scenario: 'two-units',
    change: { shop: blind(RELEASE, 'reservations', as('released', { status: 'reserved' })) },
  },
  {
    name: 'inbox-apart',
    breaks:
      'a message is marked as seen after its effects are committed, and no guard stands behind',
    scenario: 'one-order',
    change: { rules: ruling({ inbox: 'apart' }), shop: blind(RESERVE, 'reservations', nothing) },
  },
];
