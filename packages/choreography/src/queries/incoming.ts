import { role } from '@murmuration/contracts';
import { Deadline } from '../definition/deadline.ts';
import type { Reader } from '../definition/reader.ts';
import { traceFrom } from '../messaging/ids.ts';
import { personOfSubject } from '../messaging/subjects.ts';
import { RequestError } from './request-error.ts';

/** A request as it comes off the wire. */
export interface Incoming {
  readonly subject: string;
  readonly body: Uint8Array;
  header(name: string): string | undefined;
}

/** What the envelope of a request says. */
export interface RequestEnvelope {
  readonly reader: Reader;
  /** The network address of the person, when the edge has told it. */
  readonly clientAddress: string | undefined;
  /** Nobody waits for the answer after this. */
  readonly deadline: Deadline | undefined;
  readonly traceparent: string;
}

/** The headers that the edge sets, and services that ask others. */
export const HEADERS = {
  readerId: 'Reader-Id',
  readerRoles: 'Reader-Roles',
  clientAddress: 'Client-Address',
  /** Milliseconds from the arrival on. A moment in time would be read by another clock than the one that it was told by. */
  timeLeft: 'Time-Left',
  traceparent: 'traceparent',
} as const;

/** The value of `Reader-Roles` that says that nobody has signed in. */
export const ANONYMOUS = 'anonymous';

/** Reads the envelope of a request. Throws a `RequestError`: 400 when a header is malformed, 408 when nobody waits any more. */
export function readEnvelope(incoming: Incoming): RequestEnvelope {
  const deadline = deadlineOf(incoming.header(HEADERS.timeLeft));
  const traceparent = incoming.header(HEADERS.traceparent);
  const person = personOfSubject(incoming.subject);
  const trace = traceFrom(traceparent);
  if (person !== undefined) {
    // the broker vouches for the subject alone: who publishes here writes the headers as they please
    const reader: Reader = { kind: 'user', userId: person, roles: [] };
    return { reader, clientAddress: undefined, deadline, traceparent: trace };
  }
  const clientAddress = incoming.header(HEADERS.clientAddress) || undefined;
  return { reader: readerOf(incoming), clientAddress, deadline, traceparent: trace };
}

/** Milliseconds until a deadline; `most` without one. Throws a `RequestError` 408 when it has passed. */
export function timeLeft(deadline: Deadline | undefined, most: number): number {
  if (deadline === undefined) return most;
  const { leftMs } = deadline;
  if (leftMs <= 0) throw new RequestError(408, 'the deadline of the request has passed');
  return Math.min(leftMs, most);
}

/** Runs work for which somebody waits until a deadline: what fails after it has failed because of it. */
export async function withinDeadline<Result>(
  deadline: Deadline | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    timeLeft(deadline, 0);
    throw error;
  }
}

function readerOf(incoming: Incoming): Reader {
  const userId = incoming.header(HEADERS.readerId);
  const roles = incoming.header(HEADERS.readerRoles)?.split(',') ?? [];
  if (userId === undefined) {
    return roles.includes(ANONYMOUS) ? { kind: 'anonymous' } : { kind: 'trusted' };
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(userId)) {
    throw new RequestError(400, `the header ${HEADERS.readerId} is no id of a person`);
  }
  return { kind: 'user', userId, roles: roles.flatMap((text) => role.safeParse(text).data ?? []) };
}

function deadlineOf(text: string | undefined): Deadline | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw new RequestError(400, `the header ${HEADERS.timeLeft} is no time in milliseconds`);
  }
  const deadline = new Deadline(Number(text));
  timeLeft(deadline, 0);
  return deadline;
}
