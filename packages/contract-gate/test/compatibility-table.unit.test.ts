import { money } from '@murmuration/contracts';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../src/catalogue/describe-catalogue.ts';
import { headline } from '../src/compatibility/tell-change.ts';
import {
  changesOf,
  released,
  shop,
  withCommand,
  withEvent,
  withEventRenamed,
  withQuery,
} from './edited-shop.ts';

const told = (edited: Catalogue): readonly string[] => changesOf(edited).map(headline);

type Row = readonly [edit: string, edited: () => Catalogue, told: readonly string[]];

const without = (name: string) => (fields: z.core.$ZodLooseShape) =>
  Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
const having = (more: z.core.$ZodLooseShape) => (fields: z.core.$ZodLooseShape) => ({
  ...fields,
  ...more,
});

const reasons = ['requested', 'out-of-stock', 'payment-declined', 'deadline-passed'] as const;
const sku = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const pieces = z.int().min(1).max(1_000_000);

const EVENTS: readonly Row[] = [
  ['nothing', () => shop, []],
  [
    'removing a required field',
    () => withEvent('order.placed', without('total')),
    ['order.placed v1: removed required "total"; breaks edge, inventory'],
  ],
  [
    'adding a required field',
    () => withEvent('order.placed', having({ channel: z.string() })),
    ['order.placed v1: added required "channel"; breaks edge, inventory'],
  ],
  [
    'adding an optional field',
    () => withEvent('order.placed', having({ channel: z.string().optional() })),
    [],
  ],
  [
    'adding an optional field with a default',
    () => withEvent('order.placed', having({ channel: z.string().default('web') })),
    [],
  ],
  [
    'making a required field optional',
    () => withEvent('order.placed', having({ paymentMethod: z.string().optional() })),
    ['order.placed v1: made "paymentMethod" optional; breaks edge, inventory'],
  ],
  [
    'making a required field nullable',
    () => withEvent('order.placed', having({ paymentMethod: z.string().nullable() })),
    ['order.placed v1: changed "paymentMethod" from text to text or null; breaks edge, inventory'],
  ],
  [
    'renaming an event',
    () => withEventRenamed('payment.captured', 'payment.received'),
    ['payment.captured v1: renamed to payment.received; breaks edge, order'],
  ],
  [
    'removing an event',
    () => ({ ...shop, events: shop.events.filter(({ type }) => type !== 'payment.declined') }),
    ['payment.declined v1: removed; breaks edge, order'],
  ],
  [
    'adding a value to a list of values',
    () => withEvent('order.cancelled', having({ reason: z.enum([...reasons, 'fraud']) })),
    [
      'order.cancelled v1: added "fraud" to the values of "reason"; breaks edge, inventory, notification, payment',
    ],
  ],
  [
    'removing a value from a list of values',
    () => withEvent('order.cancelled', having({ reason: z.enum(reasons.slice(1)) })),
    [
      'order.cancelled v1: removed "requested" from the values of "reason"; breaks edge, inventory, notification, payment',
    ],
  ],
  [
    'tightening a maximum',
    () => withEvent('inventory.restocked', having({ quantity: z.int().min(1).max(1_000) })),
    [
      'inventory.restocked v1: tightened maximum of "quantity" from 1000000 to 1000; breaks readers outside of the repository',
    ],
  ],
  [
    'loosening a minimum',
    () => withEvent('user.erased', having({ version: z.int().min(0) })),
    ['user.erased v1: loosened minimum of "version" from 1 to 0; breaks auth, notification'],
  ],
  [
    'giving a text its first greatest length',
    () => withEvent('payment.declined', having({ code: z.string().max(64) })),
    ['payment.declined v1: tightened maxLength of "code" from none to 64; breaks edge, order'],
  ],
  [
    'changing a type',
    () => withEvent('order.confirmed', having({ orderId: z.int() })),
    [
      'order.confirmed v1: changed "orderId" from text to integer; breaks edge, inventory, notification',
    ],
  ],
  [
    'changing what a list holds',
    () =>
      withEvent(
        'inventory.stock-committed',
        having({ lines: z.array(z.object({ sku: z.string(), quantity: z.string() })).min(1) }),
      ),
    ['inventory.stock-committed v1: changed "lines[].quantity" from integer to text; breaks edge'],
  ],
  [
    'letting a list be empty',
    () =>
      withEvent(
        'inventory.stock-committed',
        having({ lines: z.array(z.object({ sku: z.string(), quantity: pieces })) }),
      ),
    ['inventory.stock-committed v1: loosened minItems of "lines" from 1 to 0; breaks edge'],
  ],
  [
    'giving a text a pattern',
    () => withEvent('payment.declined', having({ code: z.string().regex(/^[a-z_]+$/) })),
    [
      'payment.declined v1: changed the pattern of "code" from none to ^[a-z_]+$; breaks edge, order',
    ],
  ],
  [
    'giving up a format',
    () => withEvent('auth.user-registered', having({ registeredAt: z.string() })),
    [
      'auth.user-registered v1: changed the pattern of "registeredAt" from Z$ to none; breaks user',
      'auth.user-registered v1: changed the format of "registeredAt" from date-time to none; breaks user',
    ],
  ],
  [
    'adding a rule that no schema says',
    () => withEvent('payment.declined', having({ code: z.string().refine((code) => code !== '') })),
    ['payment.declined v1: added the rule "refined" to "code"; breaks edge, order'],
  ],
];

const COMMANDS: readonly Row[] = [
  [
    'removing a required field, which old senders still send',
    () => withCommand('inventory.restock', without('quantity')),
    [
      'inventory.restock v1: removed required "quantity"; needs an order of rollout for operators, trusted programs',
    ],
  ],
  [
    'adding a required field',
    () => withCommand('order.cancel', having({ why: z.string() })),
    ['order.cancel v1: added required "why"; breaks customers, operators, trusted programs'],
  ],
  [
    'adding an optional field',
    () => withCommand('order.cancel', having({ why: z.string().optional() })),
    [],
  ],
  [
    'adding an optional field with a default, by which a repeated command looks like another one',
    () => withCommand('order.cancel', having({ why: z.string().default('none') })),
    [
      'order.cancel v1: gave "why" the default "none"; breaks customers, operators, trusted programs',
    ],
  ],
  [
    'giving a required field a default, which changes nothing for whoever has filled it in',
    () => withCommand('order.cancel', having({ orderId: sku.default('none') })),
    [
      'order.cancel v1: made "orderId" optional; needs an order of rollout for customers, operators, trusted programs',
    ],
  ],
  [
    'taking more than before',
    () => withCommand('inventory.restock', having({ sku: sku.nullable() })),
    [
      'inventory.restock v1: changed "sku" from text to text or null; needs an order of rollout for operators, trusted programs',
    ],
  ],
  [
    'tightening a bound',
    () => withCommand('inventory.restock', having({ quantity: z.int().min(1).max(9) })),
    [
      'inventory.restock v1: tightened maximum of "quantity" from 1000000 to 9; breaks operators, trusted programs',
    ],
  ],
  [
    'letting fewer people send it',
    () => withCommand('order.cancel', (fields) => fields, { sentBy: 'operator' }),
    [
      'order.cancel v1: changed sentBy from anyone to operator; breaks customers, operators, trusted programs',
    ],
  ],
  [
    'letting more people send it',
    () => withCommand('inventory.restock', (fields) => fields, { sentBy: 'anyone' }),
    [],
  ],
  [
    'taking less of it',
    () => withCommand('order.cancel', (fields) => fields, { maxBytes: 100 }),
    [
      'order.cancel v1: lowered maxBytes from 65536 to 100; breaks customers, operators, trusted programs',
    ],
  ],
];

const view = (more: z.core.$ZodLooseShape) =>
  z.object({ sku: z.string(), name: z.string(), description: z.string(), ...more });

const QUERIES: readonly Row[] = [
  [
    'a new required parameter',
    () =>
      withQuery('product.get', () => ({ params: z.object({ sku: z.string(), in: z.string() }) })),
    ['product.get v1: question: added required "in"; breaks HTTP clients, edge'],
  ],
  [
    'a new optional parameter',
    () =>
      withQuery('product.get', () => ({
        params: z.object({ sku: z.string(), in: z.string().optional() }),
      })),
    [],
  ],
  [
    'an answer with less in it',
    () => withQuery('auth.jwks', () => ({ result: z.object({}) })),
    ['auth.jwks v1: answer: removed required "keys"; breaks HTTP clients, edge'],
  ],
  [
    'an answer with more in it, which an old owner does not give yet',
    () =>
      withQuery('notification.list', ({ result }) => ({
        result: result instanceof z.ZodObject ? result.extend({ total: z.int() }) : result,
      })),
    [
      'notification.list v1: answer: added required "total"; needs an order of rollout for HTTP clients, edge',
    ],
  ],
  [
    'an answer that may say something new',
    () =>
      withQuery('product.get', () => ({
        result: view({
          price: money,
          status: z.enum(['on-sale', 'retired', 'announced']),
          version: z.int(),
        }).nullable(),
      })),
    [
      'product.get v1: answer: added "announced" to the values of "status"; breaks HTTP clients, edge',
    ],
  ],
  [
    'another route',
    () => withQuery('product.get', () => ({ http: { method: 'GET', path: '/articles/:sku' } })),
    ['product.get v1: moved GET /products/:… to GET /articles/:…; breaks HTTP clients, edge'],
  ],
  [
    'a narrower door',
    () => withQuery('product.get', () => ({ access: 'operator' })),
    ['product.get v1: changed access from public to operator; breaks HTTP clients, edge'],
  ],
  [
    'a service that is shut out',
    () => withQuery('user.profile', () => ({ askedBy: [] })),
    ['user.profile v1: shut out auth (askedBy); breaks auth'],
  ],
  [
    'another version under the same subject',
    () => withQuery('product.get', ({ type }) => ({ version: 2, name: `${type}.v2` })),
    ['product.get v1: replaced by v2 under the same subject; breaks HTTP clients, edge'],
  ],
];

describe('events: old and new readers read old and new messages', () => {
  it.each(EVENTS)('%s', (_, edited, expected) => {
    expect(told(edited())).toEqual(expected);
  });
});

describe('all releases, not only the last', () => {
  const now = shop;
  const channel = (schema: z.ZodType) => withEvent('order.placed', having({ channel: schema }));
  const first = released(channel(z.string().optional()), '0001');
  const second = released(now, '0002');

  it('lets an optional field go', () => {
    expect(changesOf(now, first)).toEqual([]);
  });

  it('does not let it come back as something else', () => {
    const third = channel(z.int().optional());
    expect(changesOf(third, second)).toEqual([]);
    expect(changesOf(third, first, second)).toMatchObject([
      {
        deed: 'changed "channel" from text to integer',
        directions: ['old-to-new', 'new-to-old'],
        releases: ['0001'],
      },
    ]);
  });

  it('does not let a default become another one', () => {
    const web = released(channel(z.string().default('web')));
    expect(changesOf(channel(z.string().default('shop')), web).map(headline)).toEqual([
      'order.placed v1: changed the default of "channel" from "web" to "shop"; breaks edge, inventory',
    ]);
  });

  it('names who listened then, when nobody does any more', () => {
    const deserted = {
      ...withEvent('order.placed', without('total')),
      definitions: [],
      reliances: [],
    };
    expect(changesOf(deserted, second).map(headline)).toContain(
      'order.placed v1: removed required "total"; breaks edge, inventory',
    );
  });
});

describe('commands: old senders and kept commands are read, and the owner goes first', () => {
  it.each(COMMANDS)('%s', (_, edited, expected) => {
    expect(told(edited())).toEqual(expected);
  });
});

describe('queries: old questions are understood, and answers by those who asked before', () => {
  it.each(QUERIES)('%s', (_, edited, expected) => {
    expect(told(edited())).toEqual(expected);
  });
});
