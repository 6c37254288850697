import { fieldPath } from '@murmuration/contracts';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Answer } from '../definition/define-service.ts';
import { querySubject } from '../messaging/subjects.ts';
import { type Endpoint, RequestError } from './micro-service.ts';

/** The endpoint of each answer: parameters are checked on the way in, results on the way out. */
export function queryEndpoints(
  answers: readonly Answer[],
  database: PostgresJsDatabase,
): readonly Endpoint[] {
  return answers.map((each) => ({
    name: each.query.type.replace('.', '-'),
    subject: querySubject(each.query.type),
    handle: async (body) => {
      const params = each.query.params.safeParse(parse(body));
      if (!params.success) {
        const problems = params.error.issues.map(({ path, code, message }) => ({
          field: fieldPath(path),
          code,
          message,
        }));
        throw new RequestError(400, `${each.query.type}: the parameters are not right`, problems);
      }
      const result = await each.answer(params.data, database);
      return JSON.stringify(each.query.result.parse(result));
    },
  }));
}

/** Reads a request's body; an empty one stands for no parameters. Throws a `RequestError`. */
export function parse(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new RequestError(400, 'the request is not JSON');
  }
}
