import { ContractViolation } from '@murmuration/contracts';
import type { AnyReaction } from '../definition/define-reaction.ts';
import { TerminalError, UnavailableError } from '../definition/errors.ts';
import type { Message } from '../definition/message.ts';
import { bury } from '../dead-letters/bury.ts';
import { traceIdOf } from '../messaging/ids.ts';
import type { Connection } from '../postgres/client.ts';
import type { Delivery } from './delivery.ts';
import { retryDelay, retryPolicyOf } from './service-plan.ts';
import type { Shell } from './shell.ts';

/** A reaction that could not handle a message. */
export interface Failure {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: AnyReaction;
  readonly error: unknown;
}

/** The failures of works, by what was thrown. */
export function failuresOf<Item extends Omit<Failure, 'error'>>(
  errors: ReadonlyMap<Item, unknown>,
): readonly Failure[] {
  return [...errors].map(([{ delivery, message, reaction }, error]) => ({
    delivery,
    message,
    reaction,
    error,
  }));
}

/** What becomes of a message that failed: it comes again after a growing, jittered delay, or it becomes a dead letter. */
export async function settleFailure(
  shell: Shell,
  connection: Connection,
  failure: Failure,
): Promise<void> {
  const { delivery, message, reaction } = failure;
  const error = failure.error instanceof Error ? failure.error : new Error(String(failure.error));
  const policy = retryPolicyOf(reaction);
  const verdict = verdictOn(error, delivery, policy.attempts);
  const log = shell.log.child({
    reaction: reaction.name,
    eventId: message.id,
    correlationId: message.correlationId,
    traceId: traceIdOf(message.traceparent),
    attempt: delivery.attempt,
  });
  if (verdict === 'again') {
    const delayMs = retryDelay(policy, delivery.attempt, Math.random);
    log.warn({ err: error, delayMs }, 'a message failed and comes again');
    return delivery.retryAfter(delayMs);
  }
  await bury(shell, connection, {
    reaction: reaction.name,
    delivery,
    messageId: message.id,
    messageName: message.name,
    key: message.key,
    reason: verdict,
    error,
    attempts: delivery.attempt,
  });
  log.error({ err: error, reason: verdict }, 'a message became a dead letter');
  delivery.giveUp(verdict);
}

function verdictOn(
  error: Error,
  { attempt, isLast }: Delivery,
  attempts: number,
): 'again' | 'terminal' | 'exhausted' {
  if (error instanceof UnavailableError) return 'again';
  if (error instanceof TerminalError || error instanceof ContractViolation) return 'terminal';
  return isLast || attempt >= attempts ? 'exhausted' : 'again';
}
