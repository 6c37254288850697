import { ContractViolation } from '@murmuration/contracts';
import type { AnyReaction } from '../definition/define-reaction.ts';
import { TerminalError, UnavailableError } from '../definition/errors.ts';
import type { Message } from '../definition/message.ts';
import { bury } from '../dead-letters/bury.ts';
import { letterIdOf } from '../dead-letters/letter-id.ts';
import { waitInLine } from '../dead-letters/wait-in-line.ts';
import { lineOf } from '../dead-letters/ordered-lines.ts';
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

/** What becomes of a message at one of its reactions: it comes again; it is tried again from the line in which it waits; or it is a dead letter. */
type Fate =
  | { readonly kind: 'again'; readonly delayMs: number }
  | { readonly kind: 'in line'; readonly delayMs: number }
  | { readonly kind: 'dead' };

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
    const fates: Fate[] = [];
    for (const failure of group) fates.push(await judge(shell, connection, failure));
    settle(delivery, fates);
  }
}

function settle(delivery: Delivery, fates: readonly Fate[]): void {
  const again = fates.flatMap((fate) => (fate.kind === 'again' ? fate.delayMs : []));
  const inLine = fates.flatMap((fate) => (fate.kind === 'in line' ? fate.delayMs : []));
  if (again.length > 0) delivery.retryAfter(Math.min(...again));
  else if (inLine.length < fates.length) delivery.giveUp('dead letter');
  else if (delivery.kept !== undefined) delivery.retryAfter(Math.min(...inLine));
  // the service keeps it from here on
  else delivery.acknowledge();
}

type Verdict =
  | { readonly kind: 'again'; readonly delayMs: number; readonly attempts: number }
  | {
      readonly kind: 'dead';
      readonly reason: 'terminal' | 'exhausted';
      readonly attempts: number;
    };

async function judge(shell: Shell, connection: Connection, failure: Failure): Promise<Fate> {
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
    return await again(connection, failure, delayMs);
  }
  await bury(shell, connection, {
    reaction: reaction.name,
    delivery,
    messageId: letterIdOf(message),
    messageName: message.name,
    key: message.key,
    traceparent: message.traceparent,
    reason: verdict.reason,
    error,
    attempts: verdict.attempts,
  });
  log.error({ err: error, reason: verdict.reason }, 'a message became a dead letter');
  return { kind: 'dead' };
}

/** A message of a reaction that asks for order is tried again by the service itself: the broker would hand over those behind it meanwhile. */
async function again(connection: Connection, failure: Failure, delayMs: number): Promise<Fate> {
  const { delivery, message } = failure;
  const line = lineOf(failure);
  if (line === undefined || delivery.kept?.as === 'dead letter') return { kind: 'again', delayMs };
  await waitInLine(connection, { ...line, messageId: message.id, delivery, delayMs });
  return { kind: 'in line', delayMs };
}

async function verdictOn(
  connection: Connection,
  { delivery, message, reaction }: Failure,
  error: Error,
): Promise<Verdict> {
  const policy = retryPolicyOf(reaction);
  const comesAgain = (attempt: number, attempts: number): Verdict => ({
    kind: 'again',
    delayMs: retryDelay(policy, attempt, Math.random),
    attempts,
  });
  if (error instanceof UnavailableError) return comesAgain(delivery.attempt, 0);
  if (error instanceof TerminalError || error instanceof ContractViolation) {
    return { kind: 'dead', reason: 'terminal', attempts: 1 };
  }
  if (delivery.kept?.as === 'dead letter')
    return { kind: 'dead', reason: 'exhausted', attempts: 1 };
  const attempts = await countFailure(connection, reaction.name, letterIdOf(message));
  if (attempts >= policy.attempts) return { kind: 'dead', reason: 'exhausted', attempts };
  return comesAgain(attempts, attempts);
}
