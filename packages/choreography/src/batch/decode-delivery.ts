import { hash } from 'node:crypto';
import {
  decode,
  type CommandContract,
  type EventContract,
  type MessageContract,
  type Problem,
} from '@murmuration/contracts';
import type { Actor, Message } from '../definition/message.ts';
import { isUuid, traceFrom } from '../messaging/ids.ts';
import { inboxPrefixOf, parseCommandSubject } from '../messaging/subjects.ts';
import { REPLY_TO } from '../messaging/cloud-event.ts';
import { storable } from '../postgres/storable.ts';
import type { Delivery } from './delivery.ts';

/** A delivery that could not be read, with the reasons. Trying again cannot help. */
export interface Unreadable {
  readonly ok: false;
  /** The id that the sender chose, or the position in the stream. */
  readonly id: string;
  readonly subjectId: string | null;
  readonly problems: readonly Problem[];
}

export interface ReadEvent {
  readonly ok: true;
  readonly message: Message;
}

export interface ReadCommand extends ReadEvent {
  /** Tells two bodies under one id apart, whatever their white space and the order of their fields. */
  readonly bodyHash: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads an event. The envelope comes from the headers, the data from the body. */
export function readEvent(contract: EventContract, delivery: Delivery): ReadEvent | Unreadable {
  // as the database writes it, which is how the inbox knows it
  const id = delivery.header('ce-id')?.toLowerCase();
  if (id === undefined || !isUuid(id)) {
    return unreadable(delivery, [
      { field: 'ce-id', code: 'missing_id', message: 'an event needs a UUID in its ce-id header' },
    ]);
  }
  const parsed = readData(contract, delivery);
  if (!parsed.ok) return { ...parsed, id };
  return {
    ok: true,
    message: messageFrom(contract, delivery, id, parsed.data, { kind: 'trusted' }),
  };
}

/** Reads a command. Needs no header at all: the id is in the body, the type and the actor in the subject. */
export function readCommand(
  contract: CommandContract,
  delivery: Delivery,
): ReadCommand | Unreadable {
  if (delivery.body.length > contract.maxBytes) {
    const message = `the body has ${delivery.body.length} bytes; at most ${contract.maxBytes} are taken`;
    return unreadable(delivery, [{ field: '$', code: 'too_large', message }]);
  }
  const parsed = readData(contract, delivery);
  if (!parsed.ok) return parsed;
  const { userId } = parseCommandSubject(delivery.subject);
  const actor: Actor = userId === undefined ? { kind: 'trusted' } : { kind: 'user', userId };
  const id = contract.id(parsed.data);
  const message = messageFrom(contract, delivery, id, parsed.data, actor);
  return { ok: true, message, bodyHash: hashOf(parsed.data) };
}

/**
 * Where the sender wants the outcome, if it does. Only an inbox, and for an end user only one of that user: a sender must not make us publish on a subject of its
 * choice.
 */
export function replyTo(delivery: Delivery): string | undefined {
  const subject = delivery.header(REPLY_TO);
  if (subject === undefined || !isInbox(subject)) return undefined;
  const { userId } = parseCommandSubject(delivery.subject);
  return userId === undefined || subject.startsWith(inboxPrefixOf(userId)) ? subject : undefined;
}

/** The broker closes the connection of whoever publishes on a subject that is longer than its lines. */
const MOST_SUBJECT_CHARACTERS = 256;

const isInbox = (subject: string): boolean =>
  subject.length <= MOST_SUBJECT_CHARACTERS && /^_INBOX[\w-]*(?:\.[\w-]+)+$/.test(subject);

function messageFrom(
  contract: MessageContract,
  delivery: Delivery,
  id: string,
  data: unknown,
  actor: Actor,
): Message {
  const time = new Date(delivery.header('ce-time') ?? Date.now());
  return {
    name: contract.name,
    data,
    id,
    key: contract.key(data),
    time: Number.isNaN(time.getTime()) ? new Date() : time,
    correlationId: labelIn(delivery, 'ce-correlationid') ?? id,
    causationId: labelIn(delivery, 'ce-causationid') ?? id,
    traceparent: traceFrom(delivery.header('traceparent')),
    actor,
  };
}

/** Ids are short. What a sender has made up goes along with everything that follows, and into columns that hold no NUL. */
const MOST_LABEL_CHARACTERS = 200;

function labelIn(delivery: Delivery, name: string): string | undefined {
  const text = delivery.header(name);
  return text === undefined ? undefined : storable(text, MOST_LABEL_CHARACTERS);
}

function readData(
  contract: EventContract | CommandContract,
  delivery: Delivery,
): { ok: true; data: unknown } | Unreadable {
  const version = versionOf(contract, delivery.header('ce-type'));
  if (typeof version !== 'number') return unreadable(delivery, [version]);
  let raw: unknown;
  let text: string;
  try {
    text = utf8.decode(delivery.body);
    raw = JSON.parse(text);
  } catch (error) {
    const message = `the body is not JSON${placeIn(error)}`;
    return unreadable(delivery, [{ field: '$', code: 'malformed_json', message }]);
  }
  if (contract.kind === 'command' && isUnstorable(text, raw)) {
    const message = 'texts must be well-formed Unicode without NUL';
    return unreadable(delivery, [{ field: '$', code: 'unstorable_text', message }]);
  }
  const decoded = decode(contract, version, raw);
  if (decoded.ok) return decoded;
  return unreadable(delivery, decoded.problems, {
    id: contract.kind === 'command' ? idIn(raw, (data) => contract.id(data)) : undefined,
    subjectId: idIn(raw, (data) => contract.key(data)),
  });
}

/** An escape of NUL or of half a character, with an even number of backslashes before it. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/**
 * Whether data hold a text that no column of type jsonb takes: with NUL in it, or with half a character. Only an escape can bring it about, and written anew
 * nothing else is escaped so.
 */
function isUnstorable(text: string, raw: unknown): boolean {
  if (!UNSTORABLE.test(text)) return false;
  try {
    return UNSTORABLE.test(JSON.stringify(raw));
  } catch {
    // nested so deeply that it can be read and not be written
    return true;
  }
}

/** Where the parser stumbled. Its own words quote the body, which may hold personal data. */
function placeIn(error: unknown): string {
  const place = error instanceof Error ? /position \d+/.exec(error.message)?.[0] : undefined;
  return place === undefined ? '' : `, at ${place}`;
}

function versionOf(contract: MessageContract, type: string | undefined): number | Problem {
  if (type === undefined) return contract.version;
  const match = /^(.+)\.v(\d+)$/.exec(type);
  if (match?.[1] === contract.type) return Number(match[2]);
  const named = storable(type, MOST_LABEL_CHARACTERS);
  const message = `ce-type "${named}" does not belong on this subject; it carries ${contract.type}`;
  return { field: 'ce-type', code: 'unknown_type', message };
}

/** What can be told of a delivery that cannot be read: a contract often finds the ids also in a body of which something else is wrong. */
function unreadable(
  delivery: Delivery,
  problems: readonly Problem[],
  ids: { readonly id?: string | undefined; readonly subjectId?: string | undefined } = {},
): Unreadable {
  const { id = ids.subjectId, subjectId = null } = ids;
  return {
    ok: false,
    id: labelIn(delivery, 'ce-id') ?? id ?? delivery.position,
    subjectId,
    problems,
  };
}

/** An id in data that was not checked, if it looks like one. */
function idIn(raw: unknown, find: (data: unknown) => unknown): string | undefined {
  try {
    const id = find(raw);
    return typeof id === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Data that was read has its fields in the order of the contract, so one content has one text. */
const hashOf = (data: unknown): string => hash('sha256', JSON.stringify(data), 'base64');
