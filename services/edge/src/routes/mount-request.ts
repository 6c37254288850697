import { requestSubject } from '@murmuration/choreography';
import type { FastifyInstance } from 'fastify';
import { checked } from '../input/checks.ts';
import { originOf } from '../protection/origin.ts';
import type { RequestDoor } from './doors.ts';
import { JSON_TYPE, type RouteParts } from './parts.ts';

const NO_CONTENT = 204;

/** Serves a request: its body is all that it takes. No answer is kept anywhere. */
export function mountRequest(app: FastifyInstance, door: RequestDoor, parts: RouteParts): void {
  const { contract, path, access, status } = door;
  const subject = requestSubject(contract.type);
  app.post(
    path,
    {
      onRequest: parts.guard(access, [JSON_TYPE]),
      bodyLimit: contract.maxBytes,
      config: { isAccountCall: true },
    },
    async (request, reply) => {
      const data = checked(contract.data, request.body === undefined ? {} : request.body);
      const text = await parts.ask({ subject, body: JSON.stringify(data), ...originOf(request) });
      reply.code(status).header('cache-control', 'no-store');
      return status === NO_CONTENT ? reply.send() : reply.type(JSON_TYPE).send(text);
    },
  );
}
