import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, CallContext } from '../api/payment-operations.ts';
import type { FaultGate } from '../faults/fault-gate.ts';
import type { FaultRules, Target } from '../faults/fault-rules.ts';
import type { FaultRule } from '../faults/fault-schema.ts';
import type { Database } from '../store/database.ts';
import type { IdempotencyStore, StoredAnswer } from '../store/idempotency.store.ts';
import type { WebhookDispatcher } from '../webhooks/webhook-dispatcher.ts';
import type { FormObject } from './form-body.ts';
import { IdempotencyGuard, keyedRequest, type KeyedRequest } from './idempotency.ts';

/*
 * The way of a call:
 *
 *   fault rule taken ─▶ hang, down ─▶ idempotency key ─▶ slow-before ─▶ execution, in one
 *   transaction with the answer under its key ─▶ durable ─▶ slow, charge-then-… ─▶ answer
 *   (fail: no execution, and a failure as the answer)
 *
 * C1  What was executed and the answer under its key are committed together: a repetition never
 *     executes twice, whatever became of the first answer.
 * C2  Nothing is answered that is not durable.
 */

export interface CallParts {
  readonly database: Database;
  readonly idempotency: IdempotencyStore;
  readonly rules: FaultRules;
  readonly gate: FaultGate;
  readonly dispatcher: WebhookDispatcher;
}

/** A call of the API: what it is, for the fault rules, and how it is executed. */
export interface Call extends Target {
  readonly form: FormObject;
  readonly execute: (context: CallContext) => Answer;
}

/** The same whether something was executed or not. */
const FAILED: Answer = {
  status: 500,
  body: {
    error: {
      type: 'api_error',
      message: 'Something went wrong. Whether you were charged is open.',
    },
  },
};

const FAILED_BODY = JSON.stringify(FAILED.body);

/** Runs calls: through faults, idempotency keys and the transaction, to the answer. */
export class StripeCalls {
  readonly #parts: CallParts;
  readonly #guard: IdempotencyGuard;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.#guard = new IdempotencyGuard(parts.idempotency);
  }

  /** A call that only reads. */
  async read(reply: FastifyReply, target: Target, answer: () => object): Promise<FastifyReply> {
    const { rules, gate } = this.#parts;
    const rule = rules.take(target);
    if (gate.intercept(rule, reply) === 'taken') return reply;
    await gate.holdUp(rule);
    if (rule?.mode === 'fail') return this.#answer(reply, rule, FAILED.status, FAILED_BODY);
    return this.#answer(reply, rule, 200, JSON.stringify(answer()));
  }

  /** A call that changes something. @throws RequestRefused when it is refused before execution */
  async write(request: FastifyRequest, reply: FastifyReply, call: Call): Promise<FastifyReply> {
    const rule = this.#parts.rules.take(call);
    if (this.#parts.gate.intercept(rule, reply) === 'taken') return reply;
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return this.#execute(reply, rule, call, null);
    reply.header('idempotency-key', key);
    const keyed = keyedRequest(key, request.url, call.form);
    return this.#guard.run(keyed, {
      execute: () => this.#execute(reply, rule, call, keyed),
      replay: (stored) => this.#replay(reply, rule, stored),
    });
  }

  async #execute(
    reply: FastifyReply,
    rule: FaultRule | undefined,
    call: Call,
    keyed: KeyedRequest | null,
  ): Promise<FastifyReply> {
    await this.#parts.gate.holdUp(rule);
    const context: CallContext = {
      now: Date.now(),
      requestId: reply.request.id,
      idempotencyKey: keyed?.key ?? null,
      declineAll: rule?.mode === 'decline',
    };
    const { status, body } = await this.#parts.database.write(() => {
      return this.#remember(answerOf(call, rule, context), keyed, context);
    });
    this.#parts.dispatcher.wake();
    return this.#answer(reply, rule, status, body);
  }

  #remember(answer: Answer, keyed: KeyedRequest | null, { requestId, now }: CallContext) {
    const { status } = answer;
    const body = JSON.stringify(answer.body);
    if (keyed !== null) {
      const { key, path, fingerprint } = keyed;
      this.#parts.idempotency.save(key, { path, fingerprint, status, body, requestId }, now);
    }
    return { status, body };
  }

  #replay(
    reply: FastifyReply,
    rule: FaultRule | undefined,
    { status, body, requestId }: StoredAnswer,
  ): Promise<FastifyReply> {
    reply.header('idempotent-replayed', 'true').header('original-request', requestId);
    return this.#answer(reply, rule, status, body);
  }

  async #answer(
    reply: FastifyReply,
    rule: FaultRule | undefined,
    status: number,
    body: string,
  ): Promise<FastifyReply> {
    if ((await this.#parts.gate.conclude(rule, reply)) === 'taken') return reply;
    // A repetition under the same key would only be told the same failure again.
    if (status >= 500) reply.header('stripe-should-retry', 'false');
    return reply.code(status).type('application/json').send(body);
  }
}

function answerOf(call: Call, rule: FaultRule | undefined, context: CallContext): Answer {
  if (rule?.mode === 'fail') return FAILED;
  const executed = call.execute(context);
  return rule?.mode === 'charge-then-fail' ? FAILED : executed;
}
