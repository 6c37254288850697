import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Described, MadeUp, Operation } from './described-requests.ts';

/** Says what is wrong with an answer; undefined when it is as the document says. */
export type CheckAnswer = (made: MadeUp, response: Response) => Promise<string | undefined>;

/** Checks answers against an OpenAPI document: the status is described, the body fits, and nothing is our fault. */
export function answerChecker({ components }: Described): CheckAnswer {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const compiled = new Map<object, ValidateFunction>();
  const fits = (schema: object, body: unknown): string | undefined => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(body) ? undefined : ajv.errorsText(validate.errors);
  };
  return async ({ operation, method }, response) => {
    const { status } = response;
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    if (status >= 500) return `${status}: ${await response.text()}`;
    if (method === 'HEAD' || status === 304 || status === 204) return undefined;
    if (status >= 400) {
      if (type !== 'application/problem+json') return `${status} as ${type}`;
      const body = (await response.json()) as { status: number };
      if (body.status !== status) return `${status} says that it is ${body.status}`;
      return fits(components.schemas['Problem'] ?? {}, body);
    }
    const described = describedContent(operation, status, type);
    if (described === undefined) return `${status} as ${type} is not described`;
    return described.schema && fits(described.schema, await response.json());
  };
}

function describedContent(
  { responses }: Operation,
  status: number,
  type: string,
): { readonly schema?: object | undefined } | undefined {
  return responses[String(status)]?.content?.[type];
}
