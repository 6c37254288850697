import { orderConfirmed, orderPlaced, reliesOn } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkReliances, tellRelianceProblem } from '../src/corpus/check-reliances.ts';
import type { Catalogue } from '../src/catalogue/describe-catalogue.ts';
import { headline } from '../src/compatibility/tell-change.ts';
import { changesOf, shop, withEvent } from './edited-shop.ts';

const problemsOf = (catalogue: Catalogue): readonly string[] =>
  checkReliances(catalogue).map(tellRelianceProblem);

const wanting = (needs: z.ZodType, examples = orderPlaced.examples): Catalogue => ({
  ...shop,
  reliances: [{ consumer: 'packing', reliesOn: [reliesOn(orderPlaced, { needs, examples })] }],
});

describe('what consumers rely on', () => {
  it('is there, as far as the services have declared it', () => {
    expect(problemsOf(shop)).toEqual([]);
    const consumers = shop.reliances.filter(({ reliesOn: all }) => all.length > 0);
    expect(consumers.map(({ consumer }) => consumer)).toEqual(['payment', 'notification', 'edge']);
  });

  it('is missed when the owner’s examples lack it', () => {
    expect(problemsOf(wanting(z.object({ giftWrap: z.boolean() })))).toEqual([
      '  packing relies on order.placed: example 1 of the owner lacks what it needs: giftWrap: Invalid input: expected boolean, received undefined',
      '  packing relies on order.placed: the contract does not promise what it needs: it removed required "giftWrap"',
    ]);
  });

  it('is missed when the contract no longer promises what the examples happen to have', () => {
    const loosened = withEvent('order.confirmed', (fields) => ({
      ...fields,
      total: z.object({ amount: z.int(), currency: z.string() }).optional(),
    }));
    expect(problemsOf(loosened).join('\n')).toContain('notification relies on order.confirmed');
  });

  it('has examples that today’s contract reads', () => {
    const late = withEvent('order.placed', (fields) => ({ ...fields, channel: z.string() }));
    const told = problemsOf({ ...late, reliances: wanting(z.object({})).reliances });
    expect(told).toEqual([
      '  packing relies on order.placed: its example 1 is not read: channel: Invalid input: expected string, received undefined',
    ]);
  });

  it('is missed when the event is gone', () => {
    const events = shop.events.filter(({ type }) => type !== orderConfirmed.type);
    expect(problemsOf({ ...shop, events })).toEqual([
      '  notification relies on order.confirmed: the event is gone',
      '  edge relies on order.confirmed: the event is gone',
    ]);
  });

  it('makes its consumer one who is named when a promise is broken', () => {
    const { total: _total, ...fields } =
      orderPlaced.schema instanceof z.ZodObject ? orderPlaced.schema.shape : {};
    const events = withEvent('order.placed', () => fields).events;
    const changes = changesOf({ ...wanting(z.object({ total: z.unknown() })), events });
    expect(changes.map(headline)).toEqual([
      'order.placed v1: removed required "total"; breaks edge, inventory, packing',
    ]);
  });
});
