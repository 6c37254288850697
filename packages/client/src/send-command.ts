import type { Outcome } from '@murmuration/contracts';
import { ClosedConnectionError, type NatsConnection } from '@nats-io/transport-node';
import type { CommandDraft } from './command-draft.ts';
import { NotConnected, NotStored, OutcomeTimeout } from './errors.ts';
import type { Pending, ReplyBox } from './reply-box.ts';
import { within } from './within.ts';

// Longer than a healthy service takes, short enough that an answer which got lost is soon asked for again.
const FIRST_PATIENCE_MS = 1_000;
const PATIENCE_GROWTH = 2;

/** What sending needs of a connection. */
export interface Wire {
  readonly connection: NatsConnection;
  readonly replies: ReplyBox;
}

/**
 * Sends a command until its outcome comes, each time with the same id, so that it has one effect.
 * @throws OutcomeTimeout when it is stored but undecided after `timeoutMs`; NotStored, NotAllowed, NotConnected
 */
export async function sendCommand(
  wire: Wire,
  draft: CommandDraft,
  timeoutMs: number,
): Promise<Outcome> {
  const pending = wire.replies.open(draft.subject);
  draft.headers.set('murmuration-reply-to', pending.outcomeSubject);
  let isStored = false;
  void pending.stored.then(
    () => (isStored = true),
    () => {},
  );
  try {
    const outcome = await repeat(wire, draft, pending, pending.outcome, timeoutMs);
    if (outcome !== undefined) return outcome;
    throw isStored
      ? new OutcomeTimeout(draft.name, draft.id, timeoutMs)
      : notStored(draft, pending, timeoutMs);
  } finally {
    pending.forget();
  }
}

/**
 * Sends a command until the stream has stored it; what comes of it is not awaited.
 * @throws NotStored after `timeoutMs`; NotAllowed, NotConnected
 */
export async function publishCommand(
  wire: Wire,
  draft: CommandDraft,
  timeoutMs: number,
): Promise<void> {
  const pending = wire.replies.open(draft.subject);
  try {
    const stored = await repeat(wire, draft, pending, pending.stored, timeoutMs);
    if (stored === undefined) throw notStored(draft, pending, timeoutMs);
  } finally {
    pending.forget();
  }
}

/** Publishes again with growing patience until `goal` is reached; undefined when `timeoutMs` have passed. */
async function repeat<T>(
  wire: Wire,
  draft: CommandDraft,
  pending: Pending,
  goal: Promise<T>,
  timeoutMs: number,
): Promise<T | undefined> {
  const end = performance.now() + timeoutMs;
  for (let patienceMs = FIRST_PATIENCE_MS; ; patienceMs *= PATIENCE_GROWTH) {
    const leftMs = end - performance.now();
    if (leftMs <= 0) return undefined;
    publish(wire, draft, pending);
    const reached = await within(goal, Math.min(patienceMs, leftMs));
    if (reached !== undefined) return reached;
  }
}

function publish({ connection }: Wire, draft: CommandDraft, pending: Pending): void {
  const { subject, payload, headers } = draft;
  try {
    connection.publish(subject, payload, { headers, reply: pending.storedSubject });
  } catch (error) {
    if (error instanceof ClosedConnectionError) throw new NotConnected('the connection is closed');
    throw error;
  }
}

function notStored(draft: CommandDraft, pending: Pending, timeoutMs: number): NotStored {
  const reason = pending.refusal() ?? 'the server did not acknowledge it; is it reachable?';
  return new NotStored(
    `${draft.name} ${draft.id} was not stored within ${timeoutMs} ms: ${reason}. ` +
      'Sending it again with the same id is safe',
  );
}
