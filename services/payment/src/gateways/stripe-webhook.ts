import { providerReported, refundFailed, type EventDraft } from '@murmuration/contracts';
import fastify, { type FastifyInstance } from 'fastify';
import { Stripe } from 'stripe';

export interface StripeWebhookOptions {
  /** The secret with which Stripe signs, `whsec_…`. */
  readonly secret: string;
  /** The address to listen on, such as 127.0.0.1. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Records a fact durably; the same id again is the same fact. */
  readonly record: (draft: EventDraft, options: { readonly id: string }) => Promise<void>;
}

export interface StripeWebhook {
  readonly url: string;
  /** Lets requests under way end, then stops listening. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 256 * 1_024;
/** Older signatures are refused, so that a stolen request cannot be replayed. */
const TOLERANCE_SECONDS = 300;

/**
 * Listens for Stripe's webhooks at `POST /webhooks/stripe`. A report is answered with 200 once it is recorded, so that
 * Stripe repeats what we could not record; what is not signed by Stripe is answered with 400. Throws when the port is taken.
 */
export async function startStripeWebhook(options: StripeWebhookOptions): Promise<StripeWebhook> {
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: 'idle' });
  // The signature is over the bytes as they were sent.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.get('/health', () => ({ status: 'ok' }));
  receiveReports(app, options);
  const url = await app.listen({ host: options.host, port: options.port });
  return { url, close: () => app.close() };
}

function receiveReports(app: FastifyInstance, { secret, record }: StripeWebhookOptions): void {
  app.post('/webhooks/stripe', async (request, reply) => {
    const event = verified(request.body, request.headers['stripe-signature'], secret);
    if (event === undefined) {
      return reply.code(400).send({ error: 'the body is not signed with our webhook secret' });
    }
    const report = reportIn(event);
    if (report === undefined) return { ignored: event.type };
    await record(report, { id: event.id });
    return { recorded: event.id };
  });
}

function verified(
  body: unknown,
  signature: string | readonly string[] | undefined,
  secret: string,
): Stripe.Event | undefined {
  if (!Buffer.isBuffer(body) || typeof signature !== 'string') return undefined;
  try {
    return Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return undefined;
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The fact that an event tells, when it tells the end of one of our charges, or that a refund of ours has failed. */
function reportIn(event: Stripe.Event): EventDraft | undefined {
  const { id, type, data } = event;
  if (type === 'payment_intent.succeeded') return chargeReport(id, data.object, 'captured');
  if (type === 'payment_intent.canceled') return chargeReport(id, data.object, 'voided');
  if (type === 'refund.failed') return refundReport(id, data.object);
  return undefined;
}

// Other programs may use the same account: what does not have our ids in it is not ours.

function chargeReport(
  notificationId: string,
  { id: providerReference, metadata }: Stripe.PaymentIntent,
  result: 'captured' | 'voided',
): EventDraft | undefined {
  const orderId = metadata['orderId'];
  if (orderId === undefined) return undefined;
  return providerReported.of({ orderId, notificationId, providerReference, result });
}

function refundReport(
  notificationId: string,
  { id: providerReference, metadata, failure_reason: reason = 'unknown' }: Stripe.Refund,
): EventDraft | undefined {
  const { orderId, refundId } = metadata ?? {};
  if (orderId === undefined || refundId === undefined) return undefined;
  return refundFailed.of({ orderId, refundId, notificationId, providerReference, reason });
}
