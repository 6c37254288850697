import {
  type CommandContract,
  decode,
  type EventContract,
  outcomeSchema,
  type QueryContract,
  type RequestContract,
} from '@murmuration/contracts';
import { emitSchema } from '../schema/emit-schema.ts';
import type { ContractRecord, RecordedBody } from './contract-record.ts';
import {
  type Definitions,
  inOrder,
  partiesOfCommand,
  partiesOfEvent,
  partiesOfQuestion,
} from './parties.ts';
import type { ServiceReliances } from './reliances.ts';

/** All contracts, and who is who. */
export interface Catalogue {
  readonly events: readonly EventContract[];
  readonly commands: readonly CommandContract[];
  readonly queries: readonly QueryContract[];
  readonly requests: readonly RequestContract[];
  readonly definitions: Definitions;
  readonly reliances: readonly ServiceReliances[];
}

/** What the senders of commands are told: not of the catalogue, and a promise all the same. */
export const OUTCOME = 'command.outcome';

/** The catalogue in plain JSON, in the order of the names. */
export function describeCatalogue(catalogue: Catalogue): readonly ContractRecord[] {
  const { events, commands, queries, requests } = catalogue;
  return [
    ...events.map((event) => describeEvent(event, catalogue)),
    ...commands.map((command) => describeCommand(command, catalogue)),
    ...[...queries, ...requests].map(describeQuestion),
    ...(commands.length > 0 ? [describeOutcome(commands, catalogue)] : []),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function describeEvent(contract: EventContract, catalogue: Catalogue): ContractRecord {
  const { name, kind, type, version, schema, examples } = contract;
  return {
    name,
    kind,
    type,
    version,
    ...partiesOfEvent(contract, catalogue.definitions, catalogue.reliances),
    door: {},
    schemas: { data: emitSchema(schema) },
    examples: examples.map((body) => recordBody(contract, version, body)),
  };
}

function describeCommand(contract: CommandContract, catalogue: Catalogue): ContractRecord {
  const { name, kind, type, version, schema, examples, sentBy, maxBytes } = contract;
  return {
    name,
    kind,
    type,
    version,
    ...partiesOfCommand(contract, catalogue.definitions),
    door: { sentBy, maxBytes },
    schemas: { data: emitSchema(schema) },
    examples: examples.map((body) => recordBody(contract, version, body)),
  };
}

function describeQuestion(contract: QueryContract | RequestContract): ContractRecord {
  const { name, kind, type, version, access, askedBy, http, examples } = contract;
  const question = contract.kind === 'query' ? contract.params : contract.data;
  return {
    name,
    kind,
    type,
    version,
    ...partiesOfQuestion(contract),
    door: {
      access,
      askedBy,
      ...(http !== undefined && { http: { ...http } }),
      ...(contract.kind === 'request' && { maxBytes: contract.maxBytes }),
    },
    schemas: { question: emitSchema(question), answer: emitSchema(contract.result) },
    examples: examples.map((example) => ({
      body: 'params' in example ? example.params : example.data,
    })),
  };
}

/** Like every answer it goes to whoever asked: the senders of the commands. */
function describeOutcome(
  commands: readonly CommandContract[],
  { definitions }: Catalogue,
): ContractRecord {
  const all = commands.map((command) => partiesOfCommand(command, definitions));
  return {
    name: `${OUTCOME}.v1`,
    kind: 'outcome',
    type: OUTCOME,
    version: 1,
    senders: inOrder(all.flatMap(({ senders }) => senders)),
    receivers: inOrder(all.flatMap(({ receivers }) => receivers)),
    door: {},
    schemas: { answer: emitSchema(outcomeSchema) },
    examples: [],
  };
}

/** What a contract makes of a body. Throws when it cannot be read. */
export function recordBody(
  contract: EventContract | CommandContract,
  version: number,
  body: unknown,
): RecordedBody {
  const decoded = decode(contract, version, body);
  if (!decoded.ok) {
    const why = decoded.problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new TypeError(`${contract.type}.v${version} does not read its own body: ${why}`);
  }
  const { data } = decoded;
  const key = contract.key(data);
  if (contract.kind === 'event') return { body, key };
  return { body, key, id: contract.id(data), reads: JSON.stringify(data) };
}
