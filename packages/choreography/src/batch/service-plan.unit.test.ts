import { defineCommand, defineEvent, defineRejection } from '@murmuration/contracts';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCallReaction, defineReaction } from '../definition/define-reaction.ts';
import { defineStore } from '../definition/define-store.ts';
import { consumersOf } from '../topology/consumers.ts';
import { DefinitionError, planService, retryDelay } from './service-plan.ts';

const data = z.object({ id: z.string() });
const common = { version: 1, data, key: ({ id }: { id: string }) => id } as const;
const begun = defineEvent({ ...common, type: 'work.begun', examples: [{ id: 'a' }] });
const ended = defineEvent({ ...common, type: 'work.ended', examples: [{ id: 'a' }] });
const begin = defineCommand({
  ...common,
  type: 'work.begin',
  id: ({ id }) => id,
  rejection: defineRejection('work.rejected', 'work.begin.v1'),
  sentBy: 'anyone',
  examples: [{ id: 'a' }],
});
const store = defineStore(pgTable('work', { id: text('id').primaryKey() }), 'id', 'works');

const pure = (name: string, on: typeof begin | typeof begun = begun) =>
  defineReaction({ name, on: [on], emits: [], stores: {}, keys: {}, decide: () => ({}) });
const call = (name: string, on: typeof begin | typeof begun = begun) =>
  defineCallReaction({
    name,
    on: [on],
    emits: [],
    stores: {},
    keys: {},
    prepare: () => ({ call: 1 }),
    perform: async () => 1,
    conclude: () => ({}),
  });
const plan = (reactions: Parameters<typeof planService>[0]['reactions']) =>
  planService({ name: 'works', stores: [], reactions, answers: [] });

describe('a definition', () => {
  it.each([
    ['two reactions of one name', [pure('a'), pure('a')], /two reactions are named a/],
    ['a name that is no kebab-case', [pure('doIt')], /"doIt" is not named in kebab-case/],
    ['two owners of a command', [pure('a', begin), pure('b', begin)], /owned by a and by b/],
    ['a call on a command', [call('a', begin)], /a calls the outside on a command/],
    [
      'order on a command',
      [{ ...pure('a', begin), ordered: true }],
      /a asks for order on a command/,
    ],
  ])('with %s is refused', (_, reactions, message) => {
    expect(() => plan(reactions)).toThrow(DefinitionError);
    expect(() => plan(reactions)).toThrow(message);
  });

  it('that uses a store which it does not list is refused', () => {
    const reaction = defineReaction({
      name: 'a',
      on: [begun],
      emits: [],
      stores: { store },
      keys: { store: ({ data: { id } }) => id },
      decide: () => ({}),
    });
    expect(() => plan([reaction])).toThrow('a uses store works, which the service does not list');
  });

  it('says which consumers it needs: one for events, one for commands, one for each call', () => {
    expect(consumersOf(plan([pure('a'), pure('b', begin), call('c')]))).toEqual({
      events: { stream: 'EVENTS', durable: 'works', filters: ['evt.*.work.begun'] },
      commands: {
        stream: 'COMMANDS',
        durable: 'works-commands',
        filters: ['cmd.work.begin', 'user.*.cmd.work.begin'],
      },
      calls: [{ stream: 'EVENTS', durable: 'works-c', filters: ['evt.*.work.begun'] }],
    });
  });
});

describe('the delay of a retry', () => {
  const policy = { attempts: 8, firstDelayMs: 100, maxDelayMs: 1_000 };

  it.each([
    [1, 50, 100],
    [2, 100, 200],
    [4, 400, 800],
    [5, 500, 1_000],
    [5_000, 500, 1_000],
  ])('of attempt %i lies between %i and %i ms', (attempt, least, most) => {
    expect(retryDelay(policy, attempt, () => 0)).toBe(least);
    expect(retryDelay(policy, attempt, () => 1)).toBe(most);
  });
});

describe('the types', () => {
  it('let no reaction emit what it does not declare', () => {
    defineReaction({
      name: 'a',
      on: [begun],
      emits: [ended],
      stores: {},
      keys: {},
      // @ts-expect-error work.begun is not among the declared events
      decide: ({ data: { id } }) => ({ emit: [begun.of({ id })] }),
    });
  });

  it('let no reaction save what its store does not hold', () => {
    defineReaction({
      name: 'a',
      on: [begun],
      emits: [],
      stores: { store },
      keys: { store: ({ data: { id } }) => id },
      // @ts-expect-error a work has no colour instead of an id
      decide: () => ({ save: { store: [{ colour: 'red' }] } }),
    });
  });
});
