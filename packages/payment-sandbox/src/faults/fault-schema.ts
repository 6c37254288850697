import { z } from 'zod';

/** What the sandbox can be asked to do wrong. */
export const faultMode = z.enum([
  'decline',
  'hang',
  'down',
  'fail',
  'charge-then-hang',
  'charge-then-fail',
  'charge-then-drop',
  'slow',
  'slow-before',
]);

const operation = z.enum(['create', 'confirm', 'cancel', 'refund', 'retrieve', 'any']);

const DEFAULT_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 10 * 60 * 1_000;
const delayMs = z.int().min(0).max(LONGEST_DELAY_MS);

/** A fault as a caller describes it. */
export const faultRuleInput = z
  .strictObject({
    mode: faultMode,
    operation: operation.optional(),
    delayMs: delayMs.optional(),
    match: z.strictObject({ orderId: z.string().min(1).optional() }).optional(),
    times: z.int().positive().optional(),
  })
  .refine(({ mode, operation: on = 'any' }) => mode !== 'decline' || /^(confirm|any)$/.test(on), {
    message: 'only a confirm can be declined: leave operation out, or set it to "confirm"',
    path: ['operation'],
  });

/** A fault in force, with every default filled in. */
export const faultRule = z.object({
  id: z.string(),
  mode: faultMode,
  operation,
  delayMs,
  match: z.object({ orderId: z.string().optional() }),
  /** How many requests it will still act on; null = all of them. */
  timesLeft: z.int().nullable(),
});

/** How webhooks are delivered; `duplicate` counts the extra deliveries of each event. */
export const webhookSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).nullable(),
  duplicate: z.int().min(0).max(100),
  delayMs,
  off: z.boolean(),
});

/** What `PUT /control` takes: one fault in place of all the others, or none. */
export const controlInput = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('normal') }),
  faultRuleInput,
]);

/** What `POST /control/refunds/fail` takes: whose refunds fail, and why, in Stripe's words. */
export const failRefundsInput = z.strictObject({
  orderId: z.string().min(1),
  reason: z.string().min(1).default('lost_or_stolen_card'),
});

export type FaultMode = z.infer<typeof faultMode>;
export type Operation = Exclude<z.infer<typeof operation>, 'any'>;
export type FaultRule = z.infer<typeof faultRule>;
export type FaultRuleInput = z.infer<typeof faultRuleInput>;
export type WebhookSettings = z.infer<typeof webhookSettings>;

/** Fills in the defaults of a fault: `confirm`, or `any` when the provider is down. */
export function toFaultRule(id: string, input: FaultRuleInput): FaultRule {
  return {
    id,
    mode: input.mode,
    operation: input.operation ?? (input.mode === 'down' ? 'any' : 'confirm'),
    delayMs: input.delayMs ?? DEFAULT_DELAY_MS,
    match: input.match ?? {},
    timesLeft: input.times ?? null,
  };
}
