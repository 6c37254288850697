import { parseConfig, runService } from '@murmuration/choreography';
import { paymentSettings } from './config.ts';
import { stripeProvider } from './gateways/payment-provider.stripe.ts';
import { startStripeCatchUp } from './gateways/stripe-catch-up.ts';
import { stripeClient } from './gateways/stripe-client.ts';
import type { RecordReport } from './gateways/stripe-reports.ts';
import { startStripeWebhook } from './gateways/stripe-webhook.ts';
import { paymentService } from './service.ts';

const settings = parseConfig(paymentSettings, process.env);
const stripe = stripeClient({
  secretKey: settings.STRIPE_SECRET_KEY,
  baseUrl: settings.STRIPE_HOST_OVERRIDE,
});
const running = await runService(paymentService(stripeProvider(stripe)), settings);
const record: RecordReport = (draft, options) => running.record(draft, options);
const webhook = await startStripeWebhook({
  secret: settings.STRIPE_WEBHOOK_SECRET,
  host: settings.HTTP_HOST,
  port: settings.HTTP_PORT,
  record,
});
running.onStop(() => webhook.close());
const catchUp = startStripeCatchUp({
  stripe,
  everyMs: settings.STRIPE_CATCH_UP_SECONDS * 1_000,
  record,
  log: running.logger,
});
running.onStop(() => catchUp.close());
running.logger.info({ url: webhook.url }, 'listening for webhooks');
