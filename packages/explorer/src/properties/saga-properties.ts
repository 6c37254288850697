import {
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentVoided,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { Interner } from '../search/interner.ts';
import type { Space } from '../search/space.ts';
import { givenBack } from '../world/outside.ts';
import type { Properties } from './properties.ts';
import { heldFor, SagaLens, type SagaView, type StockRow } from './saga-view.ts';

type Check = readonly [name: string, holds: (view: SagaView) => boolean];

const sumOf = ({ told }: SagaView, ...contracts: readonly { readonly name: string }[]): number =>
  contracts.reduce((sum, { name }) => sum + (told[name] ?? 0), 0);

const always: readonly Check[] = [
  ['an order is charged once at most', ({ account }) => (account?.charges ?? 0) <= 1],
  [
    'never more is given back than was taken',
    ({ account, payment: { row } }) =>
      (account === undefined || givenBack(account) <= account.captured) &&
      (row === undefined || row.refunded + row.refundPending <= row.captured),
  ],
  ['every transaction of the books balances', ({ payment }) => payment.isBalanced],
  [
    'money is taken only for what is set aside',
    (view) => view.account?.status !== 'captured' || sumOf(view, stockReserved) > 0,
  ],
  [
    'an order has a deadline while it is placed, and no longer',
    ({ order, told }) =>
      order.row?.status === 'placed'
        ? order.timers + (told['order.deadline-reached.v1'] ?? 0) > 0
        : order.timers === 0,
  ],
  [
    'an order ends once, and as it is told',
    (view) => {
      const [confirmed, cancelled] = [sumOf(view, orderConfirmed), sumOf(view, orderCancelled)];
      const { status } = view.order.row ?? {};
      const isTold = confirmed === (status === 'confirmed' ? 1 : 0);
      return isTold && cancelled === (status === 'cancelled' ? 1 : 0);
    },
  ],
  [
    'every fact is told once',
    (view) =>
      sumOf(view, orderPlaced) <= 1 &&
      sumOf(view, stockReserved, stockRejected) <= 1 &&
      sumOf(view, stockReleased, stockCommitted) <= 1 &&
      sumOf(view, paymentCaptured, paymentDeclined, paymentVoided) <= 1 &&
      sumOf(view, paymentRefunded) <= view.payment.refunds.length,
  ],
  [
    'a confirmed order has its goods and its money',
    (view) =>
      view.order.row?.status !== 'confirmed' ||
      (['reserved', 'committed'].includes(view.reservation.row?.status ?? '') &&
        heldFor(view) >= (view.order.row.totalAmount ?? 0) - asked(view)),
  ],
];

/** What staff have asked to give back. */
const asked = ({ payment }: SagaView): number =>
  payment.refunds.reduce((sum, { amount }) => sum + amount, 0);

const atRest: readonly Check[] = [
  [
    'every order ends',
    ({ order }) => ['confirmed', 'cancelled', 'rejected'].includes(order.row?.status ?? ''),
  ],
  [
    'a cancelled order has got back all that was taken',
    (view) => view.order.row?.status === 'confirmed' || heldFor(view) === 0,
  ],
  [
    'an order that has ended holds no reservation',
    ({ order, reservation }) =>
      reservation.row?.status !== 'reserved' &&
      (order.row?.status === 'confirmed') === (reservation.row?.status === 'committed'),
  ],
  [
    'a confirmed order has paid its total, less what was asked back',
    (view) =>
      view.order.row?.status !== 'confirmed' ||
      heldFor(view) === (view.order.row.totalAmount ?? 0) - asked(view),
  ],
  [
    'the books agree with the provider',
    (view) => {
      const { row, booked } = view.payment;
      return booked === heldFor(view) && (row?.captured ?? 0) - (row?.refunded ?? 0) === booked;
    },
  ],
  [
    'every refund that was asked for is given',
    ({ payment }) =>
      (payment.row?.refundPending ?? 0) === 0 &&
      payment.refunds.every(({ status }) => status === 'refunded'),
  ],
  ['a payment has an end', ({ payment: { row } }) => row?.status !== 'charging'],
  [
    'a cancellation that was accepted is kept',
    ({ order: { row, outcomes } }) =>
      !Object.entries(outcomes).some(
        ([id, outcome]) => id.startsWith('order.cancel.') && outcome === 'accepted',
      ) || row?.status !== 'confirmed',
  ],
  ['nothing is left to do', ({ order, payment }) => order.timers === 0 && payment.calls === 0],
];

/** What may follow on what; the provider's ends, and ours, are final. A lost machine takes back what was not on disk. */
const allowed = {
  order:
    'none>cancel-requested none>placed none>rejected cancel-requested>placed cancel-requested>cancelled cancel-requested>rejected placed>confirmed placed>cancelled',
  reservation: 'none>reserved none>rejected none>void reserved>committed reserved>released',
  payment:
    'none>awaiting none>charging none>voided none>captured none>declined awaiting>charging awaiting>voided awaiting>none charging>captured charging>declined charging>voided charging>none charging>awaiting voided>captured',
  account: 'none>captured none>declined none>voided',
} as const;

const moves = Object.entries(allowed).map(
  ([who, list]) => [who, new Set(list.split(' '))] as const,
);

/** What is broken of what must always hold for an order. */
export const brokenOf = (view: SagaView): readonly string[] => broken(always, view);

/** What is broken of what must hold for an order when nothing is left to happen. */
export const brokenAtRest = (view: SagaView): readonly string[] => broken(atRest, view);

/** The promises of the saga. */
export class SagaProperties implements Properties {
  readonly endings: readonly string[];
  private readonly space: Space;
  private readonly lens: SagaLens;
  private readonly judged = new Map<number, readonly string[]>();
  private readonly codes = new Interner<readonly string[]>((statuses) => statuses.join());
  private readonly codeOf: (number | undefined)[] = [];

  constructor(space: Space, endings: readonly string[]) {
    this.space = space;
    this.endings = endings;
    this.lens = new SagaLens(space.parts);
  }

  always(world: number): readonly string[] {
    return broken(always, this.lens.view(world));
  }

  together(shelf: number, worlds: readonly number[]): readonly string[] {
    const stock = this.lens.stock(shelf);
    const held = (status: string, sku: string): number =>
      worlds.reduce((sum, world) => {
        const { row } = this.lens.view(world).reservation;
        return row?.status === status ? sum + piecesOf(row.lines, sku) : sum;
      }, 0);
    const isHeld = stock.every(
      ({ sku, reserved, committed }) =>
        reserved === held('reserved', sku) && committed === held('committed', sku),
    );
    return [
      ...(stock.every(isSound) ? [] : ['stock is never negative, and no piece is lost or made']),
      ...(isHeld ? [] : ['stock is what orders hold']),
    ];
  }

  step(from: number, to: number): readonly string[] {
    const [one, other] = [this.statuses(from), this.statuses(to)];
    if (one === other) return NOTHING;
    const key = one * 65_536 + other;
    let found = this.judged.get(key);
    if (found === undefined) {
      const [before, after] = [statusesOf(this.lens.view(from)), statusesOf(this.lens.view(to))];
      found = moves.flatMap(([who, known], at) => {
        const move = `${before[at]}>${after[at]}`;
        return before[at] === after[at] || known.has(move)
          ? []
          : [`${who}: only allowed transitions`];
      });
      this.judged.set(key, found);
    }
    return found;
  }

  /** All statuses of a world, as one number. */
  private statuses(world: number): number {
    return (this.codeOf[world] ??= this.codes.number(statusesOf(this.lens.view(world))));
  }

  atRest(world: number, shelf: number): readonly string[] {
    const unread = this.space.unread(world, shelf).map((what) => `nothing waits for ever: ${what}`);
    return [...broken(atRest, this.lens.view(world)), ...unread];
  }

  ending(world: number): string {
    const { row } = this.lens.view(world).order;
    return [row?.status ?? 'none', row?.cancellation?.reason].filter(Boolean).join(' ');
  }
}

const NOTHING: readonly string[] = [];

const broken = (checks: readonly Check[], view: SagaView): readonly string[] =>
  checks.flatMap(([name, holds]) => (holds(view) ? [] : [name]));

const statusesOf = ({ order, reservation, payment, account }: SagaView): readonly string[] => [
  order.row?.status ?? 'none',
  reservation.row?.status ?? 'none',
  payment.row?.status ?? 'none',
  account?.status ?? 'none',
];

const piecesOf = (
  lines: readonly { readonly sku: string; readonly quantity: number }[],
  sku: string,
): number => lines.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);

/** Whether no piece was lost or made. */
export const isSound = ({ onHand, reserved, committed, restocked }: StockRow): boolean =>
  onHand >= 0 && reserved >= 0 && committed >= 0 && onHand + reserved + committed === restocked;
