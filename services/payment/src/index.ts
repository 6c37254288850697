export { paymentReliesOn } from './relies-on.ts';
export { paymentService } from './service.ts';
export { default as paymentMigrations } from './migrations.ts';
export type { Charge, PaymentProvider } from './gateways/payment-provider.port.ts';
export type { ChargeResult } from './domain/conclude-charge.ts';
export type { RefundRequest, RefundResult } from './domain/perform-refund.ts';
export {
  inProcessProvider,
  type InProcessProvider,
  type ProviderAccount,
} from './gateways/payment-provider.in-process.ts';
export { stripeProvider, type StripeProviderOptions } from './gateways/payment-provider.stripe.ts';
export { stripeClient, type StripeClientOptions } from './gateways/stripe-client.ts';
