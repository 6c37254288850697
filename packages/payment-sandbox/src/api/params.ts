import { z } from 'zod';
import { RequestRefused } from '../domain/stripe-error.ts';

/*
 * The parameters of each call. Those without effect here (`return_url` and the like) are accepted
 * so that the SDK can be used as against Stripe; one that Stripe does not know either is refused.
 */

const LARGEST_AMOUNT = 99_999_999;

const integer = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .pipe(z.int().min(1).max(LARGEST_AMOUNT));
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const texts = z.record(z.string(), z.string());
const metadata = z
  .record(z.string().min(1).max(40), z.string().max(500))
  .refine((pairs) => Object.keys(pairs).length <= 50, 'at most 50 metadata keys')
  // Stripe reads an empty value as "unset this key".
  .transform((pairs) => Object.fromEntries(Object.entries(pairs).filter(([, v]) => v !== '')));
const withoutEffect = {
  return_url: z.string().optional(),
  off_session: flag.optional(),
  receipt_email: z.string().optional(),
  error_on_requires_action: flag.optional(),
  use_stripe_sdk: flag.optional(),
};

export const createIntentParams = z.strictObject({
  amount: integer,
  currency: z
    .string()
    .regex(/^[a-zA-Z]{3}$/)
    .toLowerCase(),
  payment_method: z.string().optional(),
  confirm: flag.default(false),
  metadata: metadata.default({}),
  description: z.string().optional(),
  automatic_payment_methods: texts.optional(),
  payment_method_types: texts.optional(),
  capture_method: z.enum(['automatic', 'automatic_async']).optional(),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  statement_descriptor_suffix: z.string().optional(),
  ...withoutEffect,
});

export const confirmIntentParams = z.strictObject({
  payment_method: z.string().optional(),
  ...withoutEffect,
});

export const cancelIntentParams = z.strictObject({
  cancellation_reason: z
    .enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'])
    .optional(),
});

export const createRefundParams = z.strictObject({
  payment_intent: z.string(),
  amount: integer.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.default({}),
});

const pageParams = z.strictObject({
  limit: integer.pipe(z.int().max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
});

interface Edges {
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}
const hasOneEdge = (page: Edges): boolean =>
  page.starting_after === undefined || page.ending_before === undefined;
const ONE_EDGE = {
  message: 'You may only specify one of these parameters: starting_after, ending_before.',
  path: ['starting_after'],
};

/** Seconds since the epoch. */
const moment = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);
/** A list, as the brackets of a form make it. */
const list = texts
  .transform((byIndex) => Object.values(byIndex))
  .pipe(z.array(z.string()).min(1).max(20));

export const listIntentsParams = pageParams.refine(hasOneEdge, ONE_EDGE);
export const listRefundsParams = pageParams
  .extend({ payment_intent: z.string().optional() })
  .refine(hasOneEdge, ONE_EDGE);

export const listEventsParams = pageParams
  .extend({
    type: z.string().optional(),
    types: list.optional(),
    created: z.strictObject({ gte: moment }).optional(),
    delivery_success: flag.optional(),
  })
  .refine(hasOneEdge, ONE_EDGE)
  .refine(({ type, types }) => type === undefined || types === undefined, {
    message: 'You may only specify one of these parameters: type, types.',
    path: ['types'],
  });

export type CreateIntentParams = z.infer<typeof createIntentParams>;
export type ConfirmIntentParams = z.infer<typeof confirmIntentParams>;
export type CancelIntentParams = z.infer<typeof cancelIntentParams>;
export type CreateRefundParams = z.infer<typeof createRefundParams>;
export type PageParams = z.infer<typeof pageParams>;

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    raw,
  );
}

function refusalOf(issue: z.core.$ZodIssue, raw: unknown): RequestRefused {
  const refuse = (code: string, message: string, param: string): RequestRefused =>
    new RequestRefused(400, { type: 'invalid_request_error', code, message, param });
  if (issue.code === 'unrecognized_keys') {
    const unknown = [...issue.path, issue.keys[0] ?? ''].join('.');
    return refuse('parameter_unknown', `Received unknown parameter: ${unknown}`, unknown);
  }
  const [first = '', ...rest] = issue.path.map(String);
  const param = first + rest.map((key) => `[${key}]`).join('');
  if (valueAt(raw, issue.path) === undefined) {
    return refuse('parameter_missing', `Missing required param: ${param}.`, param);
  }
  const code = param === 'amount' ? 'parameter_invalid_integer' : 'parameter_invalid';
  return refuse(code, `Invalid ${param}: ${issue.message}`, param);
}

/**
 * Checks the parameters of a call.
 * @throws RequestRefused 400 that names the first parameter that is missing, unknown or wrong
 */
export function parseParams<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue === undefined ? result.error : refusalOf(issue, raw);
}
