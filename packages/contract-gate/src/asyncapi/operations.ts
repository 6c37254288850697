import { type ServiceDefinition, topologyOf } from '@murmuration/choreography';
import type { ContractRecord } from '../catalogue/contract-record.ts';
import { OUTCOME } from '../catalogue/describe-catalogue.ts';
import type { Definitions } from '../catalogue/parties.ts';
import { answerChannel, answerName, type Channel, channelsOf } from './channels.ts';
import { type Json, reference } from './json.ts';

/** The queue group in which the processes of a service share questions. */
const QUEUE = { nats: { queue: 'q', bindingVersion: '0.1.0' } };

/** Who sends and who receives the messages of a contract, an operation for each. */
export function operationsOf(
  contract: ContractRecord,
  definitions: Definitions,
): Readonly<Record<string, Json>> {
  const operations = channelsOf(contract).flatMap((channel) => [
    ...sendersOn(channel, contract).map((party) => operation('send', party, channel, contract)),
    ...contract.receivers.map((party) =>
      operation(
        'receive',
        party,
        channel,
        contract,
        definitions.find(({ name }) => name === party),
      ),
    ),
  ]);
  return Object.fromEntries(operations);
}

/** End users send on channels of their own, and all others on the common one. Those who come over HTTP do not send here at all. */
function sendersOn({ isOwn }: Channel, { senders }: ContractRecord): readonly string[] {
  const people = ['customers', 'operators'];
  return senders.filter((party) => party !== 'HTTP clients' && people.includes(party) === isOwn);
}

function operation(
  action: 'send' | 'receive',
  party: string,
  channel: Channel,
  contract: ContractRecord,
  definition?: ServiceDefinition,
): readonly [string, Json] {
  const { name, kind } = contract;
  const id = `${party.replaceAll(' ', '-')}.${action}s.${channel.id}`;
  const reactions = reactionsOf(contract, definition);
  const durables = durablesOf(contract, definition);
  const details = {
    action,
    channel: reference('channels', channel.id),
    title: `${contract.type} ${action === 'send' ? 'from' : 'to'} ${party}`,
    tags: [{ name: party }],
    messages: [reference('channels', channel.id, 'messages', name)],
    ...replyOf(contract),
    ...((kind === 'query' || kind === 'request') && action === 'receive' && { bindings: QUEUE }),
    ...(reactions.length > 0 && { 'x-reactions': reactions }),
    ...(durables.length > 0 && { 'x-jetstream': { durables } }),
  };
  return [id, details];
}

function replyOf(contract: ContractRecord): Json {
  if (contract.kind === 'event') return {};
  const answered: ContractRecord =
    contract.kind === 'command'
      ? { ...contract, kind: 'outcome', name: `${OUTCOME}.v1`, type: OUTCOME }
      : contract;
  const { id } = answerChannel(answered);
  const message = reference('channels', id, 'messages', answerName(answered));
  return { reply: { channel: reference('channels', id), messages: [message] } };
}

function reactionsOf({ type }: ContractRecord, definition?: ServiceDefinition): readonly string[] {
  const reactions = definition?.reactions ?? [];
  return reactions
    .filter(({ on }) => on.some((trigger) => trigger.type === type))
    .map(({ name }) => name);
}

/** The durable consumers over which a service gets messages of this type. */
function durablesOf(
  { kind, type }: ContractRecord,
  definition: ServiceDefinition | undefined,
): readonly string[] {
  if (definition === undefined || (kind !== 'event' && kind !== 'command')) return [];
  return topologyOf(definition)
    .consumers.filter(({ filters }) => filters.some((filter) => filter.endsWith(`.${type}`)))
    .map(({ durable }) => durable);
}
