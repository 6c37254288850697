import { parseConfig, runService } from '@murmuration/choreography';
import { paymentSettings } from './config.ts';
import { stripeProvider } from './gateways/payment-provider.stripe.ts';
import { stripeClient } from './gateways/stripe-client.ts';
import { startStripeWebhook } from './gateways/stripe-webhook.ts';
import { paymentService } from './service.ts';

const settings = parseConfig(paymentSettings, process.env);
const stripe = stripeClient({
  secretKey: settings.STRIPE_SECRET_KEY,
  baseUrl: settings.STRIPE_HOST_OVERRIDE,
});
const running = await runService(paymentService(stripeProvider(stripe)), settings);
const webhook = await startStripeWebhook({
  secret: settings.STRIPE_WEBHOOK_SECRET,
  host: settings.HTTP_HOST,
  port: settings.HTTP_PORT,
  record: (draft, options) => running.record(draft, options),
});
running.onStop(() => webhook.close());
running.logger.info({ url: webhook.url }, 'listening for webhooks');
