import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Reader } from '../identity/reader.ts';

/** From whom and from where a question comes. */
export interface Origin {
  readonly reader: Reader | undefined;
  readonly clientAddress: string;
  readonly traceparent: string | undefined;
}

/** From whom and from where a request comes, for the service that is asked. */
export function originOf(request: FastifyRequest): Origin {
  return {
    reader: request.reader,
    clientAddress: addressOf(request),
    traceparent: request.traceparent,
  };
}

/** The client's address; what a proxy passed on that is no address does not count. */
export function addressOf(request: FastifyRequest): string {
  if (isIP(request.ip) !== 0) return request.ip.replace(/^::ffff:(?=\d+\.)/i, '');
  return request.socket.remoteAddress ?? '';
}

/** The trace that a request belongs to; undefined for one that was refused before it could have any. */
export const traceOf = (request: FastifyRequest): string | undefined =>
  request.traceparent?.split('-')[1];
