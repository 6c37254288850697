import type { Answer } from '../definition/define-service.ts';
import { querySubject } from '../messaging/subjects.ts';
import { checkAccess } from './check-access.ts';
import { readEnvelope } from './incoming.ts';
import type { Endpoint } from './micro-service.ts';
import { readBody } from './read-body.ts';
import type { Readings } from './readings.ts';

/** The endpoint of each answer: reader and parameters are checked on the way in, results on the way out. */
export function queryEndpoints(
  answers: readonly Answer[],
  readings: Readings,
): readonly Endpoint[] {
  return answers.map(({ query, ...each }) => ({
    name: query.type.replace('.', '-'),
    subject: querySubject(query.type),
    handle: async (incoming) => {
      const { reader, deadline } = readEnvelope(incoming);
      checkAccess(query.access, reader);
      const params = readBody(query.type, query.params, incoming.body);
      const result = await readings.read(reader, deadline, (database) =>
        each.answer(params, database, reader),
      );
      return JSON.stringify(query.result.parse(result));
    },
  }));
}
