import type { ContractKind, Part } from '../catalogue/contract-record.ts';

/**
 * Which way round two versions of a contract meet.
 * - `old-to-new`: what an old process wrote is read by a new one. It may come from a stream, an outbox, a dead letter, or a neighbour that is not deployed yet.
 * - `new-to-old`: what a new process writes is read by an old one, while a deployment is under way or somebody never upgrades.
 */
export type Direction = 'old-to-new' | 'new-to-old';

/** What happens to a change that does not hold in one direction: it is refused, or it asks for an order of rollout. */
export type Verdict = 'breaks' | 'rollout';

type Promises = Readonly<Record<Direction, Verdict>>;

/** Whoever sends upgrades when it likes; the owner goes first, and then both sides of the new version are there. */
const ASKED: Promises = { 'old-to-new': 'breaks', 'new-to-old': 'rollout' };

/** Whoever asked reads an answer with the version that it has; no answer is kept anywhere, so the owner may go first. */
const ANSWERED: Promises = { 'new-to-old': 'breaks', 'old-to-new': 'rollout' };

/** Facts are kept, and many read them without the owner's knowledge: no order of rollout helps. */
const TOLD: Promises = { 'old-to-new': 'breaks', 'new-to-old': 'breaks' };

/** What is promised of a part of a contract, in each direction. */
export function promisesOf(kind: ContractKind, part: Part): Promises {
  if (part === 'answer') return ANSWERED;
  return kind === 'event' ? TOLD : ASKED;
}

/** Whether what a left-out field stands for is part of the promise: a command that comes again is known by what its reader saw. */
export const remembersDefaults = (kind: ContractKind): boolean => kind === 'command';
