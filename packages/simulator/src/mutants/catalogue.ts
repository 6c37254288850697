import { mutants as explored, usualRules as explorerRules, Desk } from '@murmuration/explorer';
import { type Rules, usualRules } from '../ground/rules.ts';
import type { Setting } from '../run/simulate.ts';
import { usualShop } from '../shop/definitions.ts';

/** A seeded mistake: the simulator should find it. */
export interface Mutant {
  readonly name: string;
  /** What is wrong in this world. */
  readonly breaks: string;
  readonly setting: Setting;
  /** Whether the explorer seeds it too. */
  readonly isShared: boolean;
}

/** Mistakes of the runtime, and of what it stands on. */
const ofTheRuntime: readonly Mutant[] = [
  ruled('inbox-off', 'messages that were seen are not known again', { remembersMessages: false }),
  ruled('command-log-off', 'commands that were decided are not known again', {
    remembersCommands: false,
  }),
  ruled('no-row-locks', 'rows are loaded without a lock', { locksRows: false }),
  ruled('events-afterwards', 'events are written down after the change that they tell of', {
    writesEventsAlong: false,
  }),
  ruled('not-durable', 'commits are acknowledged before they are on disk', { isDurable: false }),
  ruled('timers-apart', 'timers are taken before the transaction that makes events of them', {
    takesTimersAlong: false,
  }),
  ruled('holes-passed-over', 'the relay passes over positions that are not committed yet', {
    waitsForHoles: false,
  }),
  ruled('acknowledged-first', 'messages are acknowledged before their effects are committed', {
    acknowledgesLate: false,
  }),
  ruled('losses-unnoticed', 'what the broker has lost is not noticed', { noticesLoss: false }),
  ruled('published-unheard', 'rows count as published without an acknowledgement', {
    awaitsStorage: false,
  }),
  ruled('letters-lost', 'messages that are given up are kept nowhere', { keepsLetters: false }),
  ruled('charged-again', 'the provider charges again what it has charged', { chargesOnce: false }),
];

/** Mistakes of the reactions, as the explorer seeds them. */
const ofTheReactions: readonly Mutant[] = explored.flatMap(({ name, breaks, change }) => {
  const { shop: alter, rules } = change;
  // broken rules of the explorer's world are rules of that world only
  if (alter === undefined || rules !== undefined) return [];
  const setting: Setting = {
    shop: (outside, policy) =>
      alter({ services: usualShop(outside, policy), desk: new Desk(), rules: explorerRules })
        .services,
  };
  return [{ name, breaks, setting, isShared: true }];
});

export const mutants: readonly Mutant[] = [...ofTheRuntime, ...ofTheReactions];

function ruled(name: string, breaks: string, rules: Partial<Rules>): Mutant {
  return { name, breaks, setting: { rules: { ...usualRules, ...rules } }, isShared: false };
}
