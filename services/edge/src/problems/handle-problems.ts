import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceOf } from '../protection/origin.ts';
import { toProblem } from './of-framework-error.ts';
import { PROBLEM_JSON, problemDocument, type ProblemError } from './problem-error.ts';

/** Answers every error with a problem; what is ours to mend is logged with its cause. */
export function handleProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    answerProblem(error, request, reply),
  );
}

/** Sends the problem that an error stands for. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  if (problem.status === 500)
    request.log.error({ err: error, traceId: traceOf(request) }, 'a request failed');
  sendProblem(problem, request, reply);
}

function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .removeHeader('etag')
    .type(PROBLEM_JSON)
    .send(JSON.stringify(problemDocument(problem, traceOf(request))));
}
