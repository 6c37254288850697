import type { Socket } from 'node:net';
import { toProblem } from './of-framework-error.ts';
import { PROBLEM_JSON, problemDocument, ProblemError } from './problem-error.ts';

/** What stands in for a request that was never understood: broken HTTP, headers that are too large, bytes that come too slowly. */
export function refuseConnection(error: Error, socket: Socket): void {
  if (Reflect.get(error, 'code') === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const known = toProblem(error);
  const problem = known.problem === 'internal' ? new ProblemError('malformed_request') : known;
  socket.end(rawAnswer(problem));
}

function rawAnswer(problem: ProblemError): string {
  const body = JSON.stringify(problemDocument(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.problem}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
