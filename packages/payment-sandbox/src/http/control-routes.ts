import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { RefundFailures } from '../api/refund-failures.ts';
import type { FaultRules } from '../faults/fault-rules.ts';
import {
  controlInput,
  failRefundsInput,
  faultRuleInput,
  webhookSettings,
} from '../faults/fault-schema.ts';
import type { WebhookControl } from '../webhooks/webhook-control.ts';

export interface ControlParts {
  readonly rules: FaultRules;
  readonly webhooks: WebhookControl;
  readonly refundFailures: RefundFailures;
}

/** A control request that makes no sense; answered with 400 and the reasons. */
export class ControlRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlRefused';
  }
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body ?? {});
  if (!result.success) throw new ControlRefused(z.prettifyError(result.error));
  return result.data;
}

/** Fault control, under `/control`: apart from Stripe's paths, and without an API key. */
export function controlRoutes(app: FastifyInstance, parts: ControlParts): void {
  const { rules, webhooks, refundFailures } = parts;
  const state = () => ({ mode: rules.list()[0]?.mode ?? 'normal', rules: rules.list() });

  app.get('/control', () => state());
  app.put('/control', (request) => {
    const input = parse(controlInput, request.body);
    rules.clear();
    if (input.mode !== 'normal') rules.add(input);
    return state();
  });

  app.get('/control/rules', () => ({ rules: rules.list() }));
  app.post('/control/rules', (request, reply) => {
    const rule = rules.add(parse(faultRuleInput, request.body));
    return reply.code(201).send(rule);
  });
  app.delete('/control/rules', (_request, reply) => {
    rules.clear();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>('/control/rules/:id', (request, reply) =>
    reply.code(rules.remove(request.params.id) ? 204 : 404).send(),
  );

  app.get('/control/webhooks', () => webhooks.state());
  app.post('/control/webhooks', (request) =>
    webhooks.change(parse(webhookSettings.partial(), request.body)),
  );

  app.post('/control/refunds/fail', async (request) => {
    const { orderId, reason } = parse(failRefundsInput, request.body);
    return { failed: await refundFailures.failAll(orderId, reason) };
  });
}
