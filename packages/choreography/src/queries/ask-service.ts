import { problemSchema, type QueryContract, type RequestContract } from '@murmuration/contracts';
import {
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NoRespondersError,
  RequestError as NatsRequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { z } from 'zod';
import type { Deadline } from '../definition/deadline.ts';
import { traceFrom } from '../messaging/ids.ts';
import { querySubject, requestSubject } from '../messaging/subjects.ts';
import { asking } from '../telemetry/exchange.ts';
import { HEADERS, timeLeft } from './incoming.ts';
import { RequestError } from './request-error.ts';

/** How long another service may take when the asker has no deadline, in milliseconds. */
const PATIENCE_MS = 5_000;

const refusal = z.object({ problems: z.array(problemSchema).default([]) });

/** What a question takes over from the request that causes it. */
export interface Question {
  readonly deadline: Deadline | undefined;
  /** Undefined when nothing that is known causes it. */
  readonly traceparent: string | undefined;
}

/** Asks another service as a service. Throws a `RequestError`: that service's own, 502 for an answer that breaks its contract, 503 when nobody answers, 504 when it is late. */
export async function askService<Params, Result>(
  broker: NatsConnection,
  contract: QueryContract<string, Params, Result> | RequestContract<string, Params, Result>,
  params: Params,
  { deadline, traceparent }: Question,
): Promise<Result> {
  const { kind, type } = contract;
  const method = kind === 'query' ? querySubject(type) : requestSubject(type);
  return await asking({ method, traceparent }, (current) =>
    exchangeOver(broker, contract, params, { deadline, traceparent: current }),
  );
}

async function exchangeOver<Params, Result>(
  broker: NatsConnection,
  contract: QueryContract<string, Params, Result> | RequestContract<string, Params, Result>,
  params: Params,
  { deadline, traceparent }: Question,
): Promise<Result> {
  const timeout = Math.ceil(timeLeft(deadline, PATIENCE_MS));
  const given = headers();
  given.set(HEADERS.timeLeft, String(timeout));
  given.set(HEADERS.traceparent, traceFrom(traceparent));
  const answer = await exchange(broker, contract, JSON.stringify(params), given, timeout);
  const status = Number(answer.headers?.get('Nats-Service-Error-Code') ?? '');
  if (status > 0) throw refused(contract.type, status, answer);
  const read = contract.result.safeParse(jsonOf(answer));
  if (read.success) return read.data;
  throw new RequestError(502, `${contract.type} was answered against its contract`);
}

async function exchange(
  broker: NatsConnection,
  { kind, type }: QueryContract | RequestContract,
  body: string,
  given: MsgHdrs,
  timeout: number,
): Promise<Msg> {
  const subject = kind === 'query' ? querySubject(type) : requestSubject(type);
  try {
    return await broker.request(subject, body, { timeout, headers: given });
  } catch (error) {
    const cause = error instanceof NatsRequestError && error.cause ? error.cause : error;
    if (cause instanceof NoRespondersError) {
      throw new RequestError(503, `nobody answers ${type} at the moment`);
    }
    if (cause instanceof TimeoutError) {
      throw new RequestError(504, `${type} was not answered within ${timeout} ms`);
    }
    throw error;
  }
}

function refused(type: string, status: number, answer: Msg): RequestError {
  const reason = answer.headers?.get('Nats-Service-Error') ?? 'refused';
  const { data } = refusal.safeParse(jsonOf(answer));
  const wait = Number(answer.headers?.get('Retry-After') || Number.NaN);
  const problems = data?.problems ?? [];
  return new RequestError(status, `${type}: ${reason}`, problems, wait > 0 ? wait : undefined);
}

function jsonOf(answer: Msg): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}
