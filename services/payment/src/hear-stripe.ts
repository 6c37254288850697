import type { RunningService } from '@murmuration/choreography';
import type { Stripe } from 'stripe';
import type { PaymentSettings } from './config.ts';
import { startStripeCatchUp } from './gateways/stripe-catch-up.ts';
import type { RecordReport } from './gateways/stripe-reports.ts';
import { startStripeWebhook } from './gateways/stripe-webhook.ts';

/** Records what Stripe tells, by its webhook or in its list of events, for as long as the service runs. Throws when the port is taken. */
export async function hearStripe(
  stripe: Stripe,
  running: RunningService,
  settings: PaymentSettings,
): Promise<void> {
  const record: RecordReport = (draft, options) => running.record(draft, options);
  const webhook = await startStripeWebhook({
    secret: settings.STRIPE_WEBHOOK_SECRET,
    host: settings.HTTP_HOST,
    port: settings.HTTP_PORT,
    record,
  });
  running.onStop(() => webhook.close());
  const everyMs = settings.STRIPE_CATCH_UP_SECONDS * 1_000;
  const catchUp = startStripeCatchUp({ stripe, everyMs, record, log: running.logger });
  running.onStop(() => catchUp.close());
  running.logger.info({ url: webhook.url }, 'listening for webhooks');
}
