import type { ContractRecord } from '../catalogue/contract-record.ts';
import { PERSONAL } from '../schema/emit-schema.ts';
import { answerName } from './channels.ts';
import { type Json, reference } from './json.ts';

/** The examples of one answer, beside those that the records hold. */
export type AnswerExamples = (name: string) => readonly unknown[];

/** The messages that a contract describes, by their names in the document. */
export function messagesOf(
  contract: ContractRecord,
  summary: string | undefined,
  answers: AnswerExamples,
): Readonly<Record<string, Json>> {
  const { name, kind, schemas, examples } = contract;
  const bodies = examples.map(({ body }) => body);
  const said = kind === 'event' || kind === 'command' ? schemas.data : schemas.question;
  return {
    ...(said !== undefined && { [name]: messageOf(contract, name, said, bodies, summary) }),
    ...(schemas.answer !== undefined && {
      [answerName(contract)]: messageOf(
        contract,
        answerName(contract),
        schemas.answer,
        answers(name),
        kind === 'outcome' ? 'What the sender of a command is told once it is decided.' : undefined,
      ),
    }),
  };
}

function messageOf(
  { kind, type, version }: ContractRecord,
  name: string,
  schema: Json,
  bodies: readonly unknown[],
  summary: string | undefined,
): Json {
  const personal = personalPaths(schema);
  return {
    name,
    title: `${type} v${version}`,
    ...(summary !== undefined && { summary }),
    tags: [{ name: kind }],
    contentType: 'application/json',
    ...(kind === 'event' && {
      headers: reference('components', 'schemas', 'eventHeaders'),
      correlationId: reference('components', 'correlationIds', 'story'),
    }),
    ...(kind === 'command' && { headers: reference('components', 'schemas', 'commandHeaders') }),
    payload: payloadOf(schema),
    ...(bodies.length > 0 && {
      examples: bodies.map((payload, at) => ({ name: `example ${at + 1}`, payload })),
    }),
    ...(personal.length > 0 && { 'x-personal-data': personal }),
  };
}

/** The schema as a part of the document, whose own dialect knows all of the keywords that are in use. */
function payloadOf({ $schema: _dialect, ...schema }: Json): Json {
  return schema;
}

/** Where in a body personal data stands. */
export function personalPaths(schema: Json, path = '$'): readonly string[] {
  if (schema[PERSONAL] === true) return [path];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties') {
      return entriesOf(value).flatMap(([name, each]) => personalPaths(each, `${path}.${name}`));
    }
    if (keyword === 'items' && isJson(value)) return personalPaths(value, `${path}[]`);
    const isChoice = keyword === 'anyOf' || keyword === 'oneOf';
    return isChoice && Array.isArray(value)
      ? [...new Set(value.filter(isJson).flatMap((each) => personalPaths(each, path)))]
      : [];
  });
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entriesOf = (value: unknown): readonly (readonly [string, Json])[] =>
  isJson(value)
    ? Object.entries(value).flatMap(([name, each]) => (isJson(each) ? [[name, each] as const] : []))
    : [];

/** What the messages have in common. */
export const COMMON: Json = {
  schemas: {
    eventHeaders: headers('CloudEvents 1.0 in binary mode, and the W3C trace context.', {
      'ce-specversion': { const: '1.0' },
      'ce-id': { description: 'Unique over all messages; the same again when it comes again.' },
      'ce-type': { description: 'The name with its version, such as order.placed.v1.' },
      'ce-source': {},
      'ce-subject': { description: 'The id of the aggregate.' },
      'ce-time': { format: 'date-time' },
      'ce-datacontenttype': { const: 'application/json' },
      'ce-correlationid': { description: 'The id of the command that began the story.' },
      'ce-causationid': { description: 'The id of the message that caused this one.' },
      traceparent: {},
    }),
    commandHeaders: headers('None is needed.', {
      'ce-type': { description: 'The name with its version; the current one when left out.' },
      'murmuration-reply-to': { description: 'The inbox in which the sender wants the outcome.' },
      traceparent: {},
    }),
  },
  correlationIds: { story: { location: '$message.header#/ce-correlationid' } },
};

function headers(description: string, fields: Readonly<Record<string, Json>>): Json {
  const texts = Object.entries(fields).map(([name, more]) => [name, { type: 'string', ...more }]);
  return { type: 'object', description, properties: Object.fromEntries(texts) };
}
