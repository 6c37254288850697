import {
  commandSubject,
  COMMANDS,
  eventFilter,
  EVENTS,
  ownCommandSubject,
  ownRequestSubject,
  PARTITIONS,
  querySubject,
  requestSubject,
} from '@murmuration/choreography';
import type { ContractRecord } from '../catalogue/contract-record.ts';
import { type Json, reference } from './json.ts';

/** A subject on which messages of one contract travel. */
export interface Channel {
  readonly id: string;
  readonly description: Json;
  /** Whether end users send on it, under the id that the broker vouches for. */
  readonly isOwn: boolean;
}

/** The channels of a contract: one for programs that the broker trusts, and one for end users where these may send. */
export function channelsOf({ name, kind, type, door }: ContractRecord): readonly Channel[] {
  const messages = { [name]: reference('components', 'messages', name) };
  const channel = (address: string, more: Json = {}): Channel => ({
    id: idOf(kind, type),
    description: { address, messages, ...more },
    isOwn: false,
  });
  const own = (address: string, more: Json = {}): Channel => ({
    id: `own-${idOf(kind, type)}`,
    description: {
      address,
      messages,
      parameters: { userId: reference('components', 'parameters', 'userId') },
      ...more,
    },
    isOwn: true,
  });
  switch (kind) {
    case 'event':
      return [
        channel(eventFilter(type).replace('*', '{partition}'), {
          parameters: { partition: reference('components', 'parameters', 'partition') },
          'x-jetstream': { stream: EVENTS },
        }),
      ];
    case 'command': {
      const stream = { 'x-jetstream': { stream: COMMANDS } };
      const trusted = channel(commandSubject(type), stream);
      if (door.sentBy === 'trusted') return [trusted];
      return [trusted, own(ownCommandSubject('{userId}', type), stream)];
    }
    case 'query':
      return [channel(querySubject(type))];
    case 'request':
      return door.access === 'own'
        ? [channel(requestSubject(type)), own(ownRequestSubject('{userId}', type))]
        : [channel(requestSubject(type))];
    case 'outcome':
      return [];
  }
}

/** The channel on which an answer comes back: an inbox that the asker names. */
export function answerChannel({ name, kind, type }: ContractRecord): Channel {
  const message = answerName({ name, kind });
  return {
    id: kind === 'outcome' ? 'outcome' : `${idOf(kind, type)}.answer`,
    description: {
      address: null,
      description: 'An inbox of whoever asks.',
      messages: { [message]: reference('components', 'messages', message) },
    },
    isOwn: false,
  };
}

/** The name of the message that answers. */
export const answerName = ({ name, kind }: Pick<ContractRecord, 'name' | 'kind'>): string =>
  kind === 'outcome' ? name : `${name}.answer`;

const idOf = (kind: string, type: string): string => `${kind}.${type}`;

/** What stands in braces in the addresses. */
export const PARAMETERS: Json = {
  partition: {
    description: 'A stable hash of the key: messages about one thing are in one partition.',
    enum: Array.from({ length: PARTITIONS }, (_, at) => String(at).padStart(2, '0')),
  },
  userId: {
    description: 'The end user who sends. The broker lets each send under the own id only.',
  },
};
