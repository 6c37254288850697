import { ContractViolation } from '@murmuration/contracts';
import type { AnyReaction } from '../definition/define-reaction.ts';
import { TerminalError, UnavailableError } from '../definition/errors.ts';
import type { Message } from '../definition/message.ts';
import { bury } from '../dead-letters/bury.ts';
import { traceIdOf } from '../messaging/ids.ts';
import type { Connection } from '../postgres/connection.ts';
import { OWN } from '../telemetry/conventions.ts';
import { countFailure } from './count-failure.ts';
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

/**
 * Settles what failed. A message comes again as long as one of its reactions wants it, and is given up when none does; each reaction that is through with it
 * has its dead letter by then. Throws when the database is away: nothing is settled then, and the message comes again by itself.
 */
export async function settleFailures(
  shell: Shell,
  connection: Connection,
  failures: readonly Failure[],
): Promise<void> {
  for (const [delivery, group] of Map.groupBy(failures, (failure) => failure.delivery)) {
    const delays: number[] = [];
    for (const failure of group) {
      const delayMs = await judge(shell, connection, failure);
      if (delayMs !== undefined) delays.push(delayMs);
    }
    if (delays.length > 0) delivery.retryAfter(Math.min(...delays));
    else delivery.giveUp('dead letter');
  }
}

type Verdict =
  | { readonly kind: 'again'; readonly delayMs: number; readonly attempts: number }
  | {
      readonly kind: 'dead';
      readonly reason: 'terminal' | 'exhausted';
      readonly attempts: number;
    };

/** The delay until the message shall come again, in milliseconds, or undefined when it became a dead letter. */
async function judge(
  shell: Shell,
  connection: Connection,
  failure: Failure,
): Promise<number | undefined> {
  const { delivery, message, reaction } = failure;
  const error = failure.error instanceof Error ? failure.error : new Error(String(failure.error));
  const verdict = await verdictOn(connection, failure, error);
  const log = shell.log.child({
    reaction: reaction.name,
    eventId: message.id,
    correlationId: message.correlationId,
    trace_id: traceIdOf(message.traceparent),
    attempts: verdict.attempts,
  });
  if (verdict.kind === 'again') {
    const { delayMs } = verdict;
    log.warn({ err: error, delayMs }, 'a message failed and comes again');
    shell.telemetry?.meters?.retries.add(1, { [OWN.reaction]: reaction.name });
    return delayMs;
  }
  await bury(shell, connection, {
    reaction: reaction.name,
    delivery,
    messageId: message.id,
    messageName: message.name,
    key: message.key,
    traceparent: message.traceparent,
    reason: verdict.reason,
    error,
    attempts: verdict.attempts,
  });
  log.error({ err: error, reason: verdict.reason }, 'a message became a dead letter');
  return undefined;
}

async function verdictOn(
  connection: Connection,
  { delivery, message, reaction }: Failure,
  error: Error,
): Promise<Verdict> {
  const policy = retryPolicyOf(reaction);
  const again = (attempt: number, attempts: number): Verdict => ({
    kind: 'again',
    delayMs: retryDelay(policy, attempt, Math.random),
    attempts,
  });
  if (error instanceof UnavailableError) return again(delivery.attempt, 0);
  if (error instanceof TerminalError || error instanceof ContractViolation) {
    return { kind: 'dead', reason: 'terminal', attempts: 1 };
  }
  if (delivery.onlyFor !== undefined) return { kind: 'dead', reason: 'exhausted', attempts: 1 };
  const attempts = await countFailure(connection, reaction.name, message.id);
  if (attempts >= policy.attempts) return { kind: 'dead', reason: 'exhausted', attempts };
  return again(attempts, attempts);
}
