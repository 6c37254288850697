import fastify, { type FastifyInstance } from 'fastify';
import { Stripe } from 'stripe';
import { type RecordReport, reportIn } from './stripe-reports.ts';

export interface StripeWebhookOptions {
  /** The secret with which Stripe signs, `whsec_…`. */
  readonly secret: string;
  /** The address to listen on, such as 127.0.0.1. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly record: RecordReport;
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
