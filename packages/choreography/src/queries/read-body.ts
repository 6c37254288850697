import { validate } from '@murmuration/contracts';
import type { z } from 'zod';
import { RequestError } from './request-error.ts';

/** Reads a request's body by its schema; an empty one stands for no parameters. Throws a `RequestError` that names each wrong field and no value. */
export function readBody<Data>(type: string, schema: z.ZodType<Data>, body: Uint8Array): Data {
  const read = validate(schema, parse(type, body));
  if (read.ok) return read.data;
  throw new RequestError(400, `${type}: the parameters are not right`, read.problems);
}

function parse(type: string, body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new RequestError(400, `${type}: the request is not JSON`);
  }
}
