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

/** The client's address, without the port that some proxies pass on with it; what is no address does not count. */
export function addressOf(request: FastifyRequest): string {
  const [, inBrackets, v4] = WITH_PORT.exec(request.ip) ?? [];
  const address = inBrackets ?? v4 ?? request.ip;
  if (isIP(address) !== 0) return address.replace(/^::ffff:(?=\d+\.)/i, '');
  return request.socket.remoteAddress ?? '';
}

const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/;

/** What counts as one client: an IPv4 address, or the network of 64 bits that an IPv6 address is in, since a household has all of it. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  // the one way to write it: an address in the notation of IPv4 at the end is gone then
  const { hostname } = new URL(`http://[${address.replace(/%.*/, '')}]`);
  const [front = [], back = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((groups) => groups.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}

/** The trace that a request belongs to; undefined for one that was refused before it could have any. */
export const traceOf = (request: FastifyRequest): string | undefined =>
  request.traceparent?.split('-')[1];
