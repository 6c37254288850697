import { ContractViolation, fieldPath, type QueryContract } from '@murmuration/contracts';
import {
  ClosedConnectionError,
  type Msg,
  type NatsConnection,
  NoRespondersError,
  PermissionViolationError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import type { z } from 'zod';
import { NotAllowed, NotConnected, QueryFailed } from './errors.ts';

const NOBODY_ANSWERS = 503;
const TOO_LATE = 504;
const BAD_ANSWER = 502;

/**
 * Asks a service and checks its answer.
 * @throws ContractViolation for wrong params, QueryFailed, NotAllowed, NotConnected
 */
export async function ask<Params, Result>(
  connection: NatsConnection,
  query: QueryContract<string, Params, Result>,
  params: Params,
  timeoutMs: number,
): Promise<Result> {
  const checked = query.params.safeParse(params);
  if (!checked.success) throw violation(query.name, checked.error);
  return await request(connection, `qry.${query.type}`, checked.data, query.result, timeoutMs);
}

/**
 * Sends a JSON question to any subject and checks the JSON answer against `schema`.
 * @throws QueryFailed, NotAllowed, NotConnected
 */
export async function request<Result>(
  connection: NatsConnection,
  subject: string,
  params: unknown,
  schema: z.ZodType<Result>,
  timeoutMs: number,
): Promise<Result> {
  const answer = await exchange(connection, subject, JSON.stringify(params), timeoutMs);
  const code = answer.headers?.get('Nats-Service-Error-Code') ?? '';
  if (code !== '') {
    const reason = answer.headers?.get('Nats-Service-Error') ?? 'refused';
    throw new QueryFailed(subject, Number(code), reason);
  }
  const parsed = schema.safeParse(readJson(subject, answer));
  if (parsed.success) return parsed.data;
  throw new QueryFailed(subject, BAD_ANSWER, violation('the answer', parsed.error).message);
}

async function exchange(
  connection: NatsConnection,
  subject: string,
  body: string,
  timeoutMs: number,
): Promise<Msg> {
  try {
    return await connection.request(subject, body, { timeout: timeoutMs });
  } catch (error) {
    throw explain(error, subject, timeoutMs);
  }
}

function explain(error: unknown, subject: string, timeoutMs: number): unknown {
  const cause = error instanceof RequestError && error.cause ? error.cause : error;
  if (cause instanceof NoRespondersError) {
    return new QueryFailed(subject, NOBODY_ANSWERS, 'nobody answers; is the service running?');
  }
  if (cause instanceof TimeoutError) {
    return new QueryFailed(subject, TOO_LATE, `no answer within ${timeoutMs} ms`);
  }
  if (cause instanceof PermissionViolationError) {
    return new NotAllowed(`this user may not ask ${subject}`);
  }
  if (cause instanceof ClosedConnectionError || cause instanceof RequestError) {
    return new NotConnected(`${subject} cannot be asked: ${cause.message}`);
  }
  return error;
}

function readJson(subject: string, answer: Msg): unknown {
  try {
    return answer.json();
  } catch {
    throw new QueryFailed(subject, BAD_ANSWER, 'the answer is not JSON');
  }
}

function violation(name: string, error: z.ZodError): ContractViolation {
  const problems = error.issues.map(({ path, code, message }) => ({
    field: fieldPath(path),
    code,
    message,
  }));
  return new ContractViolation(name, problems);
}
