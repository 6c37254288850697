/** What the caller did wrong, in the words and the shape of Stripe's API reference. */
export interface StripeErrorBody {
  readonly type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: unknown;
  readonly payment_method?: unknown;
}

/**
 * A request that was refused before anything was executed. It is thrown, and never stored under an
 * idempotency key: the same key may be used again with a corrected request, as at Stripe.
 * Refusals that come from executing (a decline, a wrong state) are answers, not exceptions.
 */
export class RequestRefused extends Error {
  readonly status: number;
  readonly body: StripeErrorBody;

  constructor(status: number, body: StripeErrorBody) {
    super(body.message);
    this.name = 'RequestRefused';
    this.status = status;
    this.body = body;
  }
}

/** The refusal for an id that names nothing; 404 when it stands in the path, 400 in a parameter. */
export function resourceMissing(
  kind: string,
  id: string,
  param: string,
  status: 400 | 404,
): RequestRefused {
  return new RequestRefused(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}
