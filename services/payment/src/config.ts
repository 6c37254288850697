import { runtimeSettings } from '@murmuration/choreography';
import { z } from 'zod';

/** The environment variables of the payment service. */
export const paymentSettings = runtimeSettings.extend({
  /** Stripe's secret key, `sk_…`. */
  STRIPE_SECRET_KEY: z.string().min(1),
  /** The secret with which Stripe signs webhooks, `whsec_…`. */
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  /** Another address than Stripe's own, such as a sandbox's. */
  STRIPE_HOST_OVERRIDE: z.url({ protocol: /^https?$/ }).optional(),
  /** How often to look for what Stripe has told and no webhook has brought, in seconds. */
  STRIPE_CATCH_UP_SECONDS: z.coerce.number().int().min(1).max(86_400).default(3_600),
  /** Where webhooks and health checks are answered. */
  HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8_404),
});

export type PaymentSettings = z.infer<typeof paymentSettings>;
