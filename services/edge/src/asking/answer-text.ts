import { problemSchema } from '@murmuration/contracts';
import type { Msg } from '@nats-io/transport-node';
import { z } from 'zod';
import type { ProblemCode } from '../problems/catalogue.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { away, failed, LateError } from './failures.ts';

const refusal = z.object({ problems: z.array(problemSchema).catch([]) }).catch({ problems: [] });

/** What services refuse with, as the edge says it. */
const REFUSALS: Readonly<Record<number, ProblemCode>> = {
  401: 'credentials_refused',
  403: 'not_allowed',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  422: 'unprocessable',
  429: 'too_many_requests',
};

/** An answer's JSON text. Throws a `ProblemError` for a refusal, `LateError` when the service found that it is too late. */
export function answerText(answer: Msg): string {
  const code = answer.headers?.get('Nats-Service-Error-Code') ?? '';
  if (code === '') return answer.string();
  const status = Number(code);
  if (status === 408 || status === 504) throw new LateError('the service was late');
  if (status === 503) throw away(undefined, { 'retry-after': retryAfter(answer, '2') });
  if (!(status >= 400 && status < 500)) throw failed();
  throw refused(status, answer);
}

function refused(status: number, answer: Msg): ProblemError {
  const problem = REFUSALS[status] ?? 'invalid_request';
  return new ProblemError(problem, {
    detail: answer.headers?.get('Nats-Service-Error') ?? 'refused',
    errors: refusal.parse(jsonOf(answer)).problems,
    headers: headersOf(problem, answer),
  });
}

function jsonOf(answer: Msg): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}

function headersOf(problem: ProblemCode, answer: Msg): Readonly<Record<string, string>> {
  if (problem === 'too_many_requests') return { 'retry-after': retryAfter(answer, '30') };
  return problem === 'credentials_refused' ? { 'www-authenticate': 'Bearer' } : {};
}

/** In seconds, as the service says it, or else as is usual. */
function retryAfter(answer: Msg, usual: string): string {
  const said = answer.headers?.get('Retry-After') ?? '';
  return /^\d{1,6}$/.test(said) ? said : usual;
}
