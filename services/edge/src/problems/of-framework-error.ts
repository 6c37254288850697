import type { ProblemCode } from './catalogue.ts';
import { ProblemError } from './problem-error.ts';

/** What Fastify and Node call what goes wrong before a handler is reached. */
const CODES: ReadonlyMap<unknown, ProblemCode> = new Map([
  ['FST_ERR_BAD_URL', 'malformed_request'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'uri_too_long'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_EMPTY_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'too_large'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'malformed_json'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'malformed_json'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'malformed_request'],
  ['HPE_HEADER_OVERFLOW', 'headers_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
]);

const MENDS: Partial<Readonly<Record<ProblemCode, string>>> = {
  unsupported_media_type: 'Send the body as application/json.',
  malformed_json: 'Send one JSON object; fields named __proto__ or constructor are refused.',
};

/** The problem that an error stands for. What nobody foresaw is `internal`; its cause is for the log alone. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = knownCode(error);
  if (code === undefined) return new ProblemError('internal', { cause: error });
  const detail = MENDS[code];
  return new ProblemError(code, { cause: error, ...(detail !== undefined && { detail }) });
}

function knownCode(error: unknown): ProblemCode | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = CODES.get(Reflect.get(error, 'code'));
  const status: unknown = Reflect.get(error, 'statusCode');
  // the JSON parser throws a bare SyntaxError with a status when a body tries to poison a prototype
  if (code === undefined && error instanceof SyntaxError) return 'malformed_json';
  const isTheirs = typeof status === 'number' && status >= 400 && status < 500;
  return code ?? (isTheirs ? 'malformed_request' : undefined);
}
