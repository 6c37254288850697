import { fixedContext, viewsOf } from '@murmuration/choreography';
import { refundRequested, type EventDraft } from '@murmuration/contracts';
import type { ChargeRequest } from '../src/domain/charge.ts';
import type { ChargeResult } from '../src/domain/conclude-charge.ts';
import type { LedgerEntry } from '../src/domain/ledger.ts';
import type { Payment } from '../src/domain/payment.ts';
import type { RefundRequest, RefundResult } from '../src/domain/perform-refund.ts';
import type { Refund } from '../src/domain/refund.ts';
import { inProcessProvider } from '../src/gateways/payment-provider.in-process.ts';
import { bookFailedRefund } from '../src/reactions/book-failed-refund.ts';
import { chargeWhenReservedUnlessCancelled } from '../src/reactions/charge-when-reserved-unless-cancelled.ts';
import { recordProviderReport } from '../src/reactions/record-provider-report.ts';
import { refundAtProviderWhenRequested } from '../src/reactions/refund-at-provider-when-requested.ts';
import { refundPayment } from '../src/reactions/refund-payment.ts';
import { cancelled, failureOf, reportOf, requestOf, reserved, wishOf } from './messages.ts';
import { confirmed, resultOf, voided, type Intent } from './provider-model.ts';

/*
 * The world of one order's money: what is stored, what is still to be delivered, which calls are under way, and what the
 * provider has done. A step delivers a message, takes a call one request further, concludes it, or loses it in a crash;
 * a lost or unconcluded message may be delivered again at any time. Worlds are values: a step makes a new one.
 */

/** A call of one delivery; `result` is there once the provider has answered. */
interface Call {
  readonly delivery: string;
  readonly charge?: ChargeRequest;
  readonly refund?: RefundRequest;
  readonly created: boolean;
  /** The payment before and after the intent to call was recorded. */
  readonly intended?: { readonly before: Payment | undefined; readonly after: Payment };
  readonly result?: ChargeResult;
  readonly refunded?: true;
}

export interface World {
  readonly payment?: Payment;
  readonly refunds: readonly Refund[];
  readonly ledger: readonly LedgerEntry[];
  /** Deliveries that are published, by `<reaction>:<message id>`. */
  readonly published: readonly string[];
  readonly done: readonly string[];
  readonly calls: readonly Call[];
  /** Deliveries for which a call was prepared before. */
  readonly tried: readonly string[];
  readonly intent: Intent;
  /** The refunds that the provider has made: refund id and minor units. */
  readonly givenBack: Readonly<Record<string, number>>;
  /** Those of them whose money came back. */
  readonly cameBack: readonly string[];
  readonly emitted: readonly string[];
  /** How many deliveries may still come again although they were done: the inbox has forgotten them. */
  readonly forgetful: number;
  /** How many machines may still be lost together with the last intent that was recorded. */
  readonly fragile: number;
}

export type Fact = 'reserved' | 'cancelled';

export interface Scenario {
  readonly cardDeclines?: boolean;
  readonly cancelled?: boolean;
  /** The facts about the order are first delivered in this order; without it, in any. */
  readonly stream?: readonly Fact[];
  readonly webhooks?: boolean;
  /** Staff ask for this partial refund at any moment. */
  readonly refund?: number;
  /** The customer's bank may send back what was given. */
  readonly bankRefuses?: boolean;
  readonly forgetful?: number;
  readonly fragile?: number;
}

const provider = inProcessProvider();
const charging = chargeWhenReservedUnlessCancelled(provider);
const refunding = refundAtProviderWhenRequested(provider);
const context = fixedContext();

/** The world before anything has happened. */
export function beginning(scenario: Scenario): World {
  const published = ['charge:reserved'];
  if (scenario.cancelled) published.push('charge:cancelled');
  if (scenario.refund !== undefined) published.push(`command:${scenario.refund}`);
  return {
    refunds: [],
    ledger: [],
    published,
    done: [],
    calls: [],
    tried: [],
    intent: 'none',
    givenBack: {},
    cameBack: [],
    emitted: [],
    forgetful: scenario.forgetful ?? 0,
    fragile: scenario.fragile ?? 0,
  };
}

/** Every world that one step leads to. */
export function steps(world: World, scenario: Scenario): readonly World[] {
  const waiting = world.published.filter((delivery) => !world.done.includes(delivery));
  const again = world.forgetful > 0 ? world.done.map((delivery) => forget(world, delivery)) : [];
  return [
    ...waiting
      .filter((delivery) => isPossible(world, delivery, scenario))
      .map((d) => deliver(world, d)),
    ...again,
    ...world.calls.flatMap((call, at) => callSteps(world, call, at, scenario)),
    ...(scenario.bankRefuses ? sendingBack(world) : []),
  ];
}

/** The bank sends one of the refunds back, and the provider tells of it. */
function sendingBack(world: World): readonly World[] {
  const { givenBack, cameBack, published } = world;
  return Object.keys(givenBack)
    .filter((refundId) => !cameBack.includes(refundId))
    .map((refundId) => ({
      ...world,
      cameBack: [...cameBack, refundId].toSorted(),
      published: [...published, `failed:${refundId}`],
    }));
}

/** One repetition may overtake a call; a report without known terms fails, and comes again. */
function isPossible(world: World, delivery: string, { stream = [] }: Scenario): boolean {
  if (!earlierIn(stream, delivery).every((other) => wasDelivered(world, other))) return false;
  if (delivery === 'report:captured' && (world.payment?.amount ?? null) === null) return false;
  return underWay(world, delivery) < 2;
}

function earlierIn(stream: readonly Fact[], delivery: string): readonly string[] {
  const deliveries = stream.map((fact) => `charge:${fact}`);
  return deliveries.slice(0, Math.max(0, deliveries.indexOf(delivery)));
}

function wasDelivered(world: World, delivery: string): boolean {
  return world.done.includes(delivery) || underWay(world, delivery) > 0;
}

function underWay(world: World, delivery: string): number {
  return world.calls.filter((call) => call.delivery === delivery).length;
}

function forget(world: World, delivery: string): World {
  const done = world.done.filter((other) => other !== delivery);
  return { ...world, done, forgetful: world.forgetful - 1 };
}

function deliver(world: World, delivery: string): World {
  const [reaction = '', id = ''] = delivery.split(':');
  switch (reaction) {
    case 'charge':
      return prepareCharge(world, delivery);
    case 'report':
      return apply(
        world,
        delivery,
        recordProviderReport.decide(
          reportOf(id === 'captured' ? id : 'voided'),
          views(world),
          context,
        ),
      );
    case 'command':
      return apply(
        world,
        delivery,
        refundPayment.decide(wishOf(Number(id)), views(world), context),
      );
    case 'refund':
      return prepareRefund(world, delivery, id);
    case 'failed':
      return apply(world, delivery, bookFailedRefund.decide(failureOf(id), views(world), context));
    default:
      throw new Error(`nobody reacts to ${delivery}`);
  }
}

function views(world: World) {
  return viewsOf(charging.stores, {
    payments: world.payment === undefined ? [] : [world.payment],
    refunds: world.refunds,
    ledger: world.ledger,
  });
}

interface Decided {
  readonly save?:
    | {
        readonly payments?: readonly Payment[];
        readonly refunds?: readonly Refund[];
        readonly ledger?: readonly LedgerEntry[];
      }
    | undefined;
  readonly emit?: readonly EventDraft[];
}

/** One transaction: the changes, the events, and the inbox row. */
function apply(world: World, delivery: string, decision: Decided): World {
  const stored = store(world, decision);
  const next: string[] = [];
  for (const { name, data } of decision.emit ?? []) {
    if (name === refundRequested.name) next.push(`refund:${refundIdIn(data)}`);
  }
  return {
    ...stored,
    done: [...world.done, delivery].toSorted(),
    published: [...world.published, ...next],
    emitted: [...world.emitted, ...(decision.emit ?? []).map(({ name }) => name)],
  };
}

function refundIdIn(data: unknown): string {
  return refundRequested.schema.parse(data).refundId;
}

function store(world: World, { save = {} }: Decided): World {
  const [payment = world.payment] = save.payments ?? [];
  const refunds = new Map(world.refunds.map((refund) => [refund.refundId, refund]));
  for (const refund of save.refunds ?? []) refunds.set(refund.refundId, refund);
  const ledger = [...world.ledger, ...(save.ledger ?? [])];
  const changed = { ...world, refunds: [...refunds.values()], ledger };
  return payment === undefined ? changed : { ...changed, payment };
}

/** The fact about the order that a delivery to the charging reaction brings. */
function factOf(delivery: string): typeof reserved | typeof cancelled {
  return delivery === 'charge:cancelled' ? cancelled : reserved;
}

function prepareCharge(world: World, delivery: string): World {
  const isRepeated = world.tried.includes(delivery);
  const decision = charging.prepare(factOf(delivery), views(world), { ...context, isRepeated });
  if (!('call' in decision)) return apply(world, delivery, decision);
  const tried = isRepeated ? world.tried : [...world.tried, delivery];
  const stored = { ...store(world, decision), tried };
  const { payment: after } = stored;
  const call: Call = { delivery, charge: decision.call, created: false };
  if (after === undefined || after === world.payment) {
    return { ...stored, calls: [...world.calls, call] };
  }
  const intended = { before: world.payment, after };
  return { ...stored, calls: [...world.calls, { ...call, intended }] };
}

function prepareRefund(world: World, delivery: string, refundId: string): World {
  const decision = refunding.prepare(requestOf(refundIn(world, refundId)), views(world), {
    ...context,
    isRepeated: true,
  });
  if (!('call' in decision)) return apply(world, delivery, decision);
  const call: Call = { delivery, refund: decision.call, created: false };
  return { ...store(world, decision), calls: [...world.calls, call] };
}

function refundIn(world: World, refundId: string): Refund {
  const refund = world.refunds.find((other) => other.refundId === refundId);
  if (refund === undefined) throw new Error(`refund ${refundId} is not stored`);
  return refund;
}

/** A call goes one request further, is concluded, or is lost in a crash, before or after the provider acted. */
function callSteps(world: World, call: Call, at: number, scenario: Scenario): readonly World[] {
  const calls = world.calls.toSpliced(at, 1);
  const lost: World = { ...world, calls };
  return [
    lost,
    further(lost, call, scenario),
    ...toldOfFailure(lost, call),
    ...forgottenIntent(world, call),
  ];
}

/** The money is back before the provider has answered, which may be what it answers. */
function toldOfFailure(world: World, call: Call): readonly World[] {
  const isBack = call.refunded === true && world.cameBack.includes(call.refund?.refundId ?? '');
  return isBack ? [concludeRefund(world, call, 'failed')] : [];
}

/** The database is lost before the intent is on disk, while nothing else has been written, and the caller with it or not: the call may have been made. */
function forgottenIntent(world: World, { intended }: Call): readonly World[] {
  if (world.fragile === 0 || intended === undefined) return [];
  if (world.payment !== intended.after) return [];
  const { payment: _, ...rest } = world;
  const crashed = { ...rest, fragile: world.fragile - 1 };
  const back = intended.before === undefined ? crashed : { ...crashed, payment: intended.before };
  return [back, { ...back, calls: [] }];
}

function further(world: World, call: Call, scenario: Scenario): World {
  if (call.result !== undefined) return concludeCharge(world, call, call.result);
  return call.refunded ? concludeRefund(world, call) : atProvider(world, call, scenario);
}

function concludeCharge(world: World, { delivery }: Call, result: ChargeResult): World {
  const decision = charging.conclude(factOf(delivery), result, views(world), context);
  return apply(world, delivery, decision);
}

function concludeRefund(
  world: World,
  { delivery, refund }: Call,
  kind: RefundResult['kind'] = 'refunded',
): World {
  const message = requestOf(refundIn(world, refund?.refundId ?? ''));
  const providerReference = `re_${refund?.refundId}`;
  const result: RefundResult =
    kind === 'failed'
      ? { kind, providerReference, reason: 'sent back' }
      : { kind, providerReference };
  return apply(world, delivery, refunding.conclude(message, result, views(world), context));
}

function atProvider(world: World, call: Call, scenario: Scenario): World {
  if (call.refund !== undefined) return giveBack(world, call, call.refund);
  if (!call.created) {
    const intent = world.intent === 'none' ? 'created' : world.intent;
    return { ...world, intent, calls: [...world.calls, { ...call, created: true }] };
  }
  const intent =
    call.charge?.kind === 'void'
      ? voided(world.intent)
      : confirmed(world.intent, scenario.cardDeclines ?? false);
  const answered = { ...call, result: resultOf(intent) };
  return reported({ ...world, intent, calls: [...world.calls, answered] }, world, scenario);
}

function giveBack(world: World, call: Call, { refundId, amount }: RefundRequest): World {
  const givenBack = { ...world.givenBack, [refundId]: amount.amount };
  return { ...world, givenBack, calls: [...world.calls, { ...call, refunded: true }] };
}

function reported(world: World, before: World, { webhooks }: Scenario): World {
  if (!webhooks || world.intent === before.intent) return world;
  if (world.intent === 'declined') return world;
  const report = world.intent === 'succeeded' ? 'report:captured' : 'report:voided';
  return { ...world, published: [...world.published, report] };
}
