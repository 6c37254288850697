import {
  ContractViolation,
  problemSchema,
  type Problem,
  type QueryContract,
  type RequestContract,
  validate,
} from '@murmuration/contracts';
import {
  ClosedConnectionError,
  type Msg,
  type NatsConnection,
  NoRespondersError,
  PermissionViolationError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { z } from 'zod';
import { userSubject } from './command-draft.ts';
import { NotAllowed, NotConnected, QueryFailed } from './errors.ts';

const NOBODY_ANSWERS = 503;
const TOO_LATE = 504;
const BAD_ANSWER = 502;

/** What a service answers while one waits: a question, or a wish that no stream may hold. */
export type Askable<Params, Result> =
  | QueryContract<string, Params, Result>
  | RequestContract<string, Params, Result>;

const refusal = z.object({ problems: z.array(problemSchema) });

/**
 * Asks a service and checks its answer. An end user's wish goes out on that user's own subject.
 * @throws ContractViolation for wrong params, QueryFailed, NotAllowed, NotConnected
 */
export async function ask<Params, Result>(
  connection: NatsConnection,
  contract: Askable<Params, Result>,
  params: Params,
  timeoutMs: number,
  userId?: string,
): Promise<Result> {
  const checked = validate(contract.kind === 'query' ? contract.params : contract.data, params);
  if (!checked.ok) throw new ContractViolation(contract.name, checked.problems);
  const subject = subjectOf(contract, userId);
  return await request(connection, subject, checked.data, contract.result, timeoutMs);
}

function subjectOf({ kind, type }: { kind: 'query' | 'request'; type: string }, userId?: string) {
  if (kind === 'query') return `qry.${type}`;
  return userId === undefined ? `req.${type}` : userSubject(userId, `req.${type}`);
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
    throw new QueryFailed(subject, Number(code), reason, problemsIn(answer));
  }
  const parsed = validate(schema, readJson(subject, answer));
  if (parsed.ok) return parsed.data;
  const { message } = new ContractViolation('the answer', parsed.problems);
  throw new QueryFailed(subject, BAD_ANSWER, message);
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

/** The fields that a service has found wrong, if it says so. */
function problemsIn(answer: Msg): readonly Problem[] {
  try {
    return refusal.parse(answer.json()).problems;
  } catch {
    return [];
  }
}
