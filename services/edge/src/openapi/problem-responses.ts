import { problemSchema } from '@murmuration/contracts';
import { z } from 'zod';
import type { RouteAccess } from '../identity/access.ts';
import { catalogue, type ProblemCode } from '../problems/catalogue.ts';
import { PROBLEM_JSON } from '../problems/problem-error.ts';
import { type Json, servedSchema } from './json-schema.ts';

/** RFC 9457, with a stable code, the fields that are wrong, and the name of the request in our logs. */
export const problemDocumentSchema: Json = servedSchema(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.enum(Object.keys(catalogue)),
    detail: z.string().optional(),
    errors: z.array(problemSchema).optional(),
    traceId: z.string().optional(),
  }),
);

const ALWAYS: readonly ProblemCode[] = [
  'invalid_request',
  'not_acceptable',
  'too_many_requests',
  'internal',
  'service_failed',
  'service_unavailable',
  'deadline_exceeded',
];
const FOR_BODIES: readonly ProblemCode[] = [
  'too_large',
  'unsupported_media_type',
  'conflict',
  'unprocessable',
];

/** The problems that a route may answer with, by status; whatever else goes wrong has the same form. */
export function problemResponses(access: RouteAccess, method: 'GET' | 'POST'): Json {
  const codes: readonly ProblemCode[] = [
    ...ALWAYS,
    ...(method === 'GET' ? (['not_found'] as const) : FOR_BODIES),
    ...(access === 'public' && method === 'GET' ? [] : (['not_signed_in', 'not_allowed'] as const)),
  ];
  const responses = codes.map((code) => [String(catalogue[code].status), response(code)] as const);
  return { ...Object.fromEntries(responses), default: reference };
}

const content = {
  [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } },
};

const response = (code: ProblemCode): Json => ({ description: catalogue[code].title, content });

/** The answer to whatever is not foreseen. */
export const problemResponse: Json = { description: 'A problem', content };
const reference: Json = { $ref: '#/components/responses/Problem' };
