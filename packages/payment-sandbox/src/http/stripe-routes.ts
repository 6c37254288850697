import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  cancelIntentParams,
  confirmIntentParams,
  createIntentParams,
  createRefundParams,
  parseParams,
} from '../api/params.ts';
import type { PaymentOperations } from '../api/payment-operations.ts';
import { paymentIntentObject, refundObject } from '../api/stripe-objects.ts';
import { resourceMissing } from '../domain/stripe-error.ts';
import type { EventsStore } from '../store/events.store.ts';
import type { LedgerStore } from '../store/ledger.store.ts';
import { type FormObject, parseForm } from './form-body.ts';
import type { StripeCalls } from './stripe-calls.ts';
import { eventsPage, intentsPage, refundsPage } from './stripe-pages.ts';

type ById = { Params: { id: string } };
type WithForm = { Body: FormObject | undefined };

export interface RouteParts {
  readonly calls: StripeCalls;
  readonly operations: PaymentOperations;
  readonly ledger: LedgerStore;
  readonly told: EventsStore;
}

function orderIdIn(form: FormObject): string | null {
  const { metadata } = form;
  const orderId = typeof metadata === 'object' ? metadata['orderId'] : undefined;
  return typeof orderId === 'string' ? orderId : null;
}

// A request without a body has no form.
function formOf(request: FastifyRequest<WithForm>): FormObject {
  return request.body ?? {};
}

/** The subset of Stripe's API, under `/v1`. */
export function stripeRoutes(app: FastifyInstance, parts: RouteParts): void {
  intentReads(app, parts);
  intentWrites(app, parts);
  refundRoutes(app, parts);
  eventReads(app, parts);
}

function intentReads(app: FastifyInstance, { calls, ledger }: RouteParts): void {
  app.get('/v1/payment_intents', (request, reply) => {
    const target = { operations: ['retrieve'], orderId: null } as const;
    return calls.read(reply, target, () => intentsPage(ledger, request.query));
  });

  app.get<ById>('/v1/payment_intents/:id', ({ params: { id } }, reply) => {
    const intent = ledger.intent(id);
    const target = { operations: ['retrieve'], orderId: intent?.orderId ?? null } as const;
    return calls.read(reply, target, () => {
      if (intent === undefined) throw resourceMissing('payment_intent', id, 'intent', 404);
      return paymentIntentObject(intent);
    });
  });
}

function intentWrites(app: FastifyInstance, { calls, operations, ledger }: RouteParts): void {
  const orderIdOf = (intentId: string): string | null => ledger.intent(intentId)?.orderId ?? null;

  app.post<WithForm>('/v1/payment_intents', (request, reply) => {
    const form = formOf(request);
    return calls.write(request, reply, {
      operations: form['confirm'] === 'true' ? ['create', 'confirm'] : ['create'],
      orderId: orderIdIn(form),
      form,
      execute: (context) => operations.createIntent(parseParams(createIntentParams, form), context),
    });
  });

  app.post<ById & WithForm>('/v1/payment_intents/:id/confirm', (request, reply) => {
    const { id } = request.params;
    const form = formOf(request);
    return calls.write(request, reply, {
      operations: ['confirm'],
      orderId: orderIdOf(id),
      form,
      execute: (context) =>
        operations.confirmIntent(id, parseParams(confirmIntentParams, form), context),
    });
  });

  app.post<ById & WithForm>('/v1/payment_intents/:id/cancel', (request, reply) => {
    const { id } = request.params;
    const form = formOf(request);
    return calls.write(request, reply, {
      operations: ['cancel'],
      orderId: orderIdOf(id),
      form,
      execute: (context) =>
        operations.cancelIntent(id, parseParams(cancelIntentParams, form), context),
    });
  });
}

function refundRoutes(app: FastifyInstance, { calls, operations, ledger }: RouteParts): void {
  app.post<WithForm>('/v1/refunds', (request, reply) => {
    const form = formOf(request);
    const intentId = form['payment_intent'];
    const intent = typeof intentId === 'string' ? ledger.intent(intentId) : undefined;
    return calls.write(request, reply, {
      operations: ['refund'],
      orderId: intent?.orderId ?? null,
      form,
      execute: (context) => operations.refund(parseParams(createRefundParams, form), context),
    });
  });

  app.get<{ Querystring: { payment_intent?: unknown } }>('/v1/refunds', (request, reply) => {
    const intentId = request.query.payment_intent;
    const intent = typeof intentId === 'string' ? ledger.intent(intentId) : undefined;
    const target = { operations: ['retrieve'], orderId: intent?.orderId ?? null } as const;
    return calls.read(reply, target, () => refundsPage(ledger, request.query));
  });

  app.get<ById>('/v1/refunds/:id', ({ params: { id } }, reply) => {
    const refund = ledger.refund(id);
    const target = { operations: ['retrieve'], orderId: refund?.orderId ?? null } as const;
    return calls.read(reply, target, () => {
      if (refund === undefined) throw resourceMissing('refund', id, 'id', 404);
      return refundObject(refund);
    });
  });
}

function eventReads(app: FastifyInstance, { calls, told }: RouteParts): void {
  app.get('/v1/events', (request, reply) => {
    const target = { operations: ['retrieve'], orderId: null } as const;
    const [, query = ''] = request.url.split('?');
    return calls.read(reply, target, () => eventsPage(told, parseForm(query)));
  });
}
