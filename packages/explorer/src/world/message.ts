import { type Message, messageOf } from '@murmuration/choreography';
import { commands, events, type EventDraft } from '@murmuration/contracts';
import { canonical } from './canonical.ts';

/** What was said, without an envelope: the name of its contract and its data. */
export interface Told {
  readonly name: string;
  readonly data: unknown;
}

/** A message that is published: deliverable from now on, for ever. */
export type Sender = Message['actor'];

const contracts = new Map([...events, ...commands].map((contract) => [contract.name, contract]));

/** What a draft says. */
export const toldBy = ({ name, data }: EventDraft): Told => ({ name, data });

/**
 * Gives what is told an envelope. The id says what it is and which copy: the same thing told twice is two messages.
 * @throws Error when no contract has this name, or the data breaks it
 */
export function publish(told: Told, copy = 1, actor: Sender = { kind: 'trusted' }): Message {
  const contract = contracts.get(told.name);
  if (contract === undefined) throw new Error(`no contract is named ${told.name}`);
  return messageOf(contract, told.data, { id: idOf(told, contract.key(told.data), copy), actor });
}

const variants = new Map<string, string[]>();

/** `order.cancelled.v1 o-1`, then `… o-1 ~2` for other words about the same thing, and `… #2` for the same words again. */
function idOf({ name, data }: Told, key: string, copy: number): string {
  const about = `${name} ${key}`;
  const known = variants.get(about) ?? [];
  variants.set(about, known);
  const words = canonical(data);
  if (!known.includes(words)) known.push(words);
  const variant = known.indexOf(words) + 1;
  return `${about}${variant > 1 ? ` ~${variant}` : ''}${copy > 1 ? ` #${copy}` : ''}`;
}
