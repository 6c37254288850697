import type { ContractRecord } from '../catalogue/contract-record.ts';
import { type Catalogue, describeCatalogue } from '../catalogue/describe-catalogue.ts';
import { answerChannel, channelsOf, PARAMETERS } from './channels.ts';
import type { Json } from './json.ts';
import { COMMON, messagesOf } from './messages.ts';
import { operationsOf } from './operations.ts';

const DESCRIPTION = `What the services of the shop say to each other over NATS, and what others may say to them. Generated from the contracts and the service definitions by
\`npm run contracts\`. Bodies are plain JSON. Fields may be added to what is read here: pass over what you do not know, and publish nothing that is not named. Fields marked
\`x-personal-data\` are masked wherever they are shown; \`x-rules\` names what is checked beside what a schema can say.`;

/** The AsyncAPI 3.1 document of a catalogue. `summaries` are by contract type. */
export function buildDocument(catalogue: Catalogue, summaries: ReadonlyMap<string, string>): Json {
  const contracts = describeCatalogue(catalogue);
  const answers = answerExamples(catalogue);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Murmuration',
      version: '0.1.0',
      description: DESCRIPTION.replaceAll('\n', ' '),
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: '{host}',
        protocol: 'nats',
        description: 'NATS with JetStream. Who may publish and subscribe what is generated too.',
        variables: { host: { default: 'localhost:4222' } },
      },
    },
    channels: Object.fromEntries(
      contracts.flatMap(allChannels).map(({ id, description }) => [id, description]),
    ),
    operations: Object.assign(
      {},
      ...contracts.map((contract) => operationsOf(contract, catalogue.definitions)),
    ),
    components: {
      messages: Object.assign(
        {},
        ...contracts.map((contract) => messagesOf(contract, summaries.get(contract.type), answers)),
      ),
      ...COMMON,
      parameters: PARAMETERS,
    },
  };
}

const allChannels = (contract: ContractRecord) =>
  contract.schemas.answer === undefined
    ? channelsOf(contract)
    : [...channelsOf(contract), answerChannel(contract)];

function answerExamples({ queries, requests }: Catalogue): (name: string) => readonly unknown[] {
  const byName = new Map(
    [...queries, ...requests].map(({ name, examples }) => [
      name,
      examples.map(({ result }) => result),
    ]),
  );
  return (name) => byName.get(name) ?? [];
}
