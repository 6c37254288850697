import type { CommandContract, EventContract } from '@murmuration/contracts';
import type {
  AnyReaction,
  CallReaction,
  Reaction,
  RetryPolicy,
} from '../definition/define-reaction.ts';
import type { Measure } from '../definition/define-measure.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import type { Store } from '../definition/define-store.ts';
import { storeStatements, type StoreStatements } from '../postgres/store-statements.ts';

/** A service definition, checked and indexed for the shell. */
export interface ServicePlan {
  readonly name: string;
  /** In lock order. */
  readonly stores: readonly Store[];
  readonly statements: ReadonlyMap<Store, StoreStatements>;
  readonly pure: readonly Reaction[];
  readonly calls: readonly CallReaction[];
  /** The names of the reactions whose messages wait behind a failed one of the same key. */
  readonly ordered: ReadonlySet<string>;
  /** The pure reactions to each event type that some of them listen to. */
  readonly byEvent: ReadonlyMap<string, readonly Reaction[]>;
  /** The one reaction that owns each command type. */
  readonly byCommand: ReadonlyMap<string, { contract: CommandContract; reaction: Reaction }>;
  readonly events: ReadonlyMap<string, EventContract>;
  readonly measures: readonly Measure[];
}

/** A definition that contradicts itself. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** Checks and indexes a definition. Throws a `DefinitionError` that says what contradicts what. */
export function planService(definition: ServiceDefinition): ServicePlan {
  const pure = definition.reactions.filter((reaction) => reaction.kind === 'pure');
  const calls = definition.reactions.filter((reaction) => reaction.kind === 'call');
  checkReactions(definition);
  const byEvent = new Map<string, Reaction[]>();
  const byCommand = new Map<string, { contract: CommandContract; reaction: Reaction }>();
  const events = new Map<string, EventContract>();
  for (const reaction of definition.reactions) {
    for (const contract of reaction.on) {
      if (contract.kind === 'event') events.set(contract.type, contract);
      if (reaction.kind === 'call') continue;
      if (contract.kind === 'event') append(byEvent, contract.type, reaction);
      else own(byCommand, contract, reaction);
    }
  }
  const statements = new Map(definition.stores.map((store) => [store, storeStatements(store)]));
  const ordered = new Set(pure.filter((each) => each.ordered === true).map((each) => each.name));
  const { name, stores, measures = [] } = definition;
  return { name, stores, statements, pure, calls, ordered, byEvent, byCommand, events, measures };
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function own(
  byCommand: Map<string, { contract: CommandContract; reaction: Reaction }>,
  contract: CommandContract,
  reaction: Reaction,
): void {
  const owner = byCommand.get(contract.type)?.reaction.name;
  if (owner !== undefined) {
    throw new DefinitionError(
      `${contract.type} is owned by ${owner} and by ${reaction.name}; a command has one owner`,
    );
  }
  byCommand.set(contract.type, { contract, reaction });
}

function checkReactions({ name, reactions, stores }: ServiceDefinition): void {
  const names = new Set<string>();
  for (const reaction of reactions) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(reaction.name)) {
      throw new DefinitionError(`${name}: reaction "${reaction.name}" is not named in kebab-case`);
    }
    if (names.has(reaction.name)) {
      throw new DefinitionError(
        `${name}: two reactions are named ${reaction.name}; the inbox tells them apart by name`,
      );
    }
    names.add(reaction.name);
    for (const store of Object.values(reaction.stores)) {
      if (!stores.includes(store)) {
        throw new DefinitionError(
          `${name}: ${reaction.name} uses store ${store.name}, which the service does not list`,
        );
      }
    }
    const onCommand = reaction.on.some((contract) => contract.kind === 'command');
    if (reaction.kind === 'pure' && reaction.ordered === true && onCommand) {
      throw new DefinitionError(
        `${name}: ${reaction.name} asks for order on a command; a sender that wants order waits for the outcome of the first`,
      );
    }
    if (reaction.kind === 'call' && onCommand) {
      throw new DefinitionError(
        `${name}: ${reaction.name} calls the outside on a command; let a pure reaction decide the command and emit an event`,
      );
    }
  }
}

const USUAL: RetryPolicy = { attempts: 8, firstDelayMs: 200, maxDelayMs: 60_000 };

/** The retry policy of a reaction, with the usual values filled in. */
export const retryPolicyOf = (reaction: AnyReaction): RetryPolicy => ({
  ...USUAL,
  ...reaction.retry,
});

/** Full jitter over an exponentially growing bound, in milliseconds: retries of many messages spread out. */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number): number {
  const bound = Math.min(policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30), policy.maxDelayMs);
  return Math.round(bound * (0.5 + random() / 2));
}
