import { createServer, type IncomingMessage } from 'node:http';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';

export interface WebhookReceiver {
  readonly url: string;
  /** Verified events, in the order of arrival, also those that were answered with a failure. */
  readonly events: Stripe.Event[];
  /** What deliveries are answered with from now on. */
  answerWith(status: number | 'nothing'): void;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** An endpoint that accepts only events whose signature the SDK verifies. */
export async function receiveWebhooks(secret: string): Promise<WebhookReceiver> {
  const events: Stripe.Event[] = [];
  let status: number | 'nothing' = 200;
  const { webhooks } = new Stripe('sk_test_unused');
  const server = createServer((request, response) => {
    const signature = request.headers['stripe-signature'] ?? '';
    textOf(request)
      .then((body) => {
        events.push(webhooks.constructEvent(body, signature, secret));
        if (status !== 'nothing') response.writeHead(status).end();
      })
      .catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return {
    url: `http://127.0.0.1:${address.port}/webhooks`,
    events,
    answerWith: (next) => {
      status = next;
    },
  };
}
