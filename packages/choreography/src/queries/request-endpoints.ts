import type { ConnectedShell } from '../batch/shell.ts';
import type { Database, RequestContext, Responder } from '../definition/define-responder.ts';
import { newId } from '../messaging/ids.ts';
import { ownRequestFilter, requestSubject } from '../messaging/subjects.ts';
import { askService } from './ask-service.ts';
import { checkAccess } from './check-access.ts';
import { type Incoming, readEnvelope, type RequestEnvelope, withinDeadline } from './incoming.ts';
import type { Endpoint } from './micro-service.ts';
import { readBody } from './read-body.ts';
import { RequestError } from './request-error.ts';
import type { WriteSessions } from './write-sessions.ts';

/** What responders work with. */
export interface Workplace {
  readonly shell: ConnectedShell;
  readonly database: Database;
  readonly sessions: WriteSessions;
}

/**
 * The endpoints of each responder: one for the edge and for services, and one for end users where the request is about themselves. No body is ever logged:
 * it may hold a password.
 */
export function requestEndpoints(
  responders: readonly Responder[],
  place: Workplace,
): readonly Endpoint[] {
  return responders.flatMap((responder) => {
    const { type, access } = responder.request;
    const name = type.replace('.', '-');
    const handle = (incoming: Incoming): Promise<string> => fulfil(responder, incoming, place);
    const forAll: Endpoint = { name, subject: requestSubject(type), handle };
    if (access !== 'own') return [forAll];
    return [forAll, { name: `${name}-own`, subject: ownRequestFilter(type), handle }];
  });
}

async function fulfil(responder: Responder, incoming: Incoming, place: Workplace): Promise<string> {
  const { request } = responder;
  const envelope = readEnvelope(incoming);
  checkAccess(request.access, envelope.reader);
  if (incoming.body.length > request.maxBytes) {
    throw new RequestError(413, `${request.type}: at most ${request.maxBytes} bytes are read`);
  }
  const data = readBody(request.type, request.data, incoming.body);
  const result = await withinDeadline(envelope.deadline, () =>
    responder.respond(data, contextOf(envelope, place)),
  );
  return JSON.stringify(request.result.parse(result));
}

function contextOf(
  { reader, clientAddress, deadline, traceparent }: RequestEnvelope,
  { shell, database, sessions }: Workplace,
): RequestContext {
  const id = newId();
  const cause = { id, correlationId: id, traceparent };
  return {
    database,
    sender: reader,
    clientAddress,
    deadline,
    now: new Date(),
    transact: (work) => sessions.transact(work, { cause, deadline }),
    ask: (contract, params) =>
      askService(shell.broker, contract, params, { deadline, traceparent }),
  };
}
