import { z } from 'zod';
import {
  listEventsParams,
  listIntentsParams,
  listRefundsParams,
  type PageParams,
  parseParams,
} from '../api/params.ts';
import { paymentIntentObject, refundObject } from '../api/stripe-objects.ts';
import { resourceMissing } from '../domain/stripe-error.ts';
import type { EventsStore } from '../store/events.store.ts';
import type { LedgerStore, Page } from '../store/ledger.store.ts';

/** What `GET /v1/payment_intents` answers. @throws RequestRefused when the parameters are wrong */
export function intentsPage(ledger: LedgerStore, query: unknown): object {
  return pageOf(parseParams(listIntentsParams, query), {
    kind: 'payment_intent',
    rows: (page) => ledger.intentsPage(page),
    isKnown: (id) => ledger.intent(id) !== undefined,
    object: paymentIntentObject,
  });
}

/** What `GET /v1/refunds` answers. @throws RequestRefused when the parameters are wrong, or there is no such payment */
export function refundsPage(ledger: LedgerStore, query: unknown): object {
  const { payment_intent: intentId, ...page } = parseParams(listRefundsParams, query);
  if (intentId !== undefined && ledger.intent(intentId) === undefined) {
    throw resourceMissing('payment_intent', intentId, 'payment_intent', 404);
  }
  return pageOf(page, {
    kind: 'refund',
    rows: (each) => ledger.refundsPage({ ...each, intentId }),
    isKnown: (id) => ledger.refund(id) !== undefined,
    object: refundObject,
  });
}

/** What `GET /v1/events` answers. @throws RequestRefused when the parameters are wrong */
export function eventsPage(events: EventsStore, query: unknown): object {
  const {
    type,
    types,
    created,
    delivery_success: isDelivered,
    ...page
  } = parseParams(listEventsParams, query);
  const since = created && created.gte * 1_000;
  const filter = { types: type === undefined ? types : [type], since, isDelivered };
  return pageOf(page, {
    kind: 'event',
    rows: (each) => events.page(each, filter),
    isKnown: (id) => events.isKnown(id),
    object: ({ payload }) => z.looseObject({}).parse(JSON.parse(payload)),
  });
}

interface Listed<Row> {
  readonly kind: 'payment_intent' | 'refund' | 'event';
  /** One row more than asked for, when there are more. */
  readonly rows: (page: Page) => Row[];
  readonly isKnown: (id: string) => boolean;
  readonly object: (row: Row) => object;
}

function pageOf<Row>(
  { limit, starting_after: startingAfter, ending_before: endingBefore }: PageParams,
  { kind, rows, isKnown, object }: Listed<Row>,
): object {
  const edge = startingAfter ?? endingBefore;
  if (edge !== undefined && !isKnown(edge)) {
    const param = startingAfter === undefined ? 'ending_before' : 'starting_after';
    throw resourceMissing(kind, edge, param, 400);
  }
  const found = rows({ limit, startingAfter, endingBefore });
  const page = found.slice(0, limit);
  if (endingBefore !== undefined) page.reverse();
  return {
    object: 'list',
    url: `/v1/${kind}s`,
    has_more: found.length > limit,
    data: page.map(object),
  };
}
