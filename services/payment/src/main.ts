import { parseConfig, runService } from '@murmuration/choreography';
import { paymentSettings } from './config.ts';
import { stripeProvider } from './gateways/payment-provider.stripe.ts';
import { stripeClient } from './gateways/stripe-client.ts';
import { hearStripe } from './hear-stripe.ts';
import { paymentService } from './service.ts';

const settings = parseConfig(paymentSettings, process.env);
const stripe = stripeClient({
  secretKey: settings.STRIPE_SECRET_KEY,
  baseUrl: settings.STRIPE_HOST_OVERRIDE,
});
const running = await runService(paymentService(stripeProvider(stripe)), settings);
await hearStripe(stripe, running, settings);
