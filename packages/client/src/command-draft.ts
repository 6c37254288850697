import { randomUUID } from 'node:crypto';
import {
  type CommandContract,
  ContractViolation,
  encode,
  type Problem,
} from '@murmuration/contracts';
import { type MsgHdrs, headers } from '@nats-io/transport-node';
import { uuidv7 } from 'uuidv7';

const USER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SPAN_ID_DIGITS = 16;

/** Who sends: the program's name, and the end user on whose behalf it may speak. */
export interface Sender {
  readonly source: string;
  readonly userId: string | undefined;
}

export interface Tracing {
  /** Ties together all that follows from one wish. Default: a new UUID. */
  readonly correlationId?: string;
  /** W3C trace context of the caller. Default: a new trace. */
  readonly traceparent?: string;
}

/** A command that is checked and ready to be published. */
export interface CommandDraft {
  readonly name: string;
  readonly id: string;
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly headers: MsgHdrs;
}

const encoder = new TextEncoder();

/**
 * Checks a command against its contract and wraps it as a CloudEvent.
 * @throws ContractViolation naming each field that is wrong
 */
export function draftCommand<Data>(
  contract: CommandContract<string, Data>,
  data: Data,
  sender: Sender,
  tracing: Tracing = {},
): CommandDraft {
  const checked = encode(contract, data);
  const payload = encoder.encode(JSON.stringify(checked));
  if (payload.byteLength > contract.maxBytes) {
    throw new ContractViolation(contract.name, [tooLarge(payload.byteLength, contract.maxBytes)]);
  }
  const id = contract.id(checked);
  return {
    name: contract.name,
    id,
    subject: commandSubject(contract.type, sender.userId),
    payload,
    headers: cloudEvent(contract.name, id, contract.key(checked), sender.source, tracing),
  };
}

/** Where a command is published: end users have their own subjects, which the broker guards. */
export function commandSubject(type: string, userId: string | undefined): string {
  return userId === undefined ? `cmd.${type}` : userSubject(userId, `cmd.${type}`);
}

/**
 * A subject of an end user's own.
 * @throws TypeError when the id could be taken for more than one word of a subject
 */
export function userSubject(userId: string, rest: string): string {
  if (!USER_ID.test(userId)) {
    throw new TypeError(
      `user id "${userId}" must be 1 to 64 letters, digits, hyphens or underscores`,
    );
  }
  return `user.${userId}.${rest}`;
}

function cloudEvent(name: string, id: string, key: string, source: string, tracing: Tracing) {
  const all = headers();
  all.set('ce-specversion', '1.0');
  all.set('ce-id', id);
  all.set('ce-type', name);
  all.set('ce-source', source);
  all.set('ce-subject', key);
  all.set('ce-time', new Date().toISOString());
  all.set('ce-datacontenttype', 'application/json');
  all.set('ce-correlationid', tracing.correlationId ?? uuidv7());
  all.set('traceparent', tracing.traceparent ?? newTrace());
  return all;
}

// Node keeps random UUIDs in stock; asking for random bytes one by one would be the dearest step of a command.
function newTrace(): string {
  const traceId = randomUUID().replaceAll('-', '');
  const spanId = randomUUID().replaceAll('-', '').slice(0, SPAN_ID_DIGITS);
  return `00-${traceId}-${spanId}-01`;
}

function tooLarge(bytes: number, maxBytes: number): Problem {
  const message = `the body has ${bytes} bytes; at most ${maxBytes} are allowed`;
  return { field: '$', code: 'too_large', message };
}
