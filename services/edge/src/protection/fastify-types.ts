import type { Span } from '@opentelemetry/api';
import type { Reader } from '../identity/reader.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined where nobody is asked who they are. */
    reader: Reader | undefined;
    /** The request's W3C trace context, for those who are asked; undefined for one that was refused before it was routed. */
    traceparent: string | undefined;
    /** Undefined when nobody traces. */
    span: Span | undefined;
  }

  interface FastifyContextConfig {
    /** Counted by the stricter limit for calls such as sign-in. */
    isAccountCall?: boolean;
    /** Answered whatever goes on: how the edge is. */
    isProbe?: boolean;
  }
}
