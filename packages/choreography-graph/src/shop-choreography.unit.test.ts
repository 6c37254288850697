import { describe, expect, it } from 'vitest';
import { checkChoreography } from './checks/check-choreography.ts';
import { findingText } from './checks/finding.ts';
import type { Choreography } from './graph/choreography.ts';
import { shopChoreography, shopRights } from './shop-choreography.ts';

const shop = shopChoreography();
const rights = shopRights();

function without(reaction: string): Choreography {
  const services = shop.services.map((service) => ({
    ...service,
    reactions: service.reactions.filter(({ name }) => name !== reaction),
  }));
  return { ...shop, services };
}

const compensating = shop.services.flatMap(({ name: service, reactions }) =>
  reactions.flatMap(({ name, compensates = [] }) =>
    compensates.map(({ effect }) => ({ service, name, effect: effect.type })),
  ),
);

describe('the choreography of the shop', () => {
  it('has nothing wrong with it', () => {
    expect(checkChoreography(shop, rights).map(findingText)).toEqual([]);
  });

  it('tells which compensation is missing when inventory no longer releases stock', () => {
    const findings = checkChoreography(without('release-stock-when-order-cancelled'), rights);
    expect(findings[0]).toEqual({
      rule: 'missing-compensation',
      where: 'saga order, reaction inventory/reserve-stock-when-order-placed',
      what: 'What reserve-stock-when-order-placed sets up (inventory.stock-reserved) is not given back when order.cancelled: no reaction of inventory takes it back.',
      mend: expect.stringContaining('Add a reaction of inventory on order.cancelled'),
    });
  });

  it('has compensations of the two things that an order sets up', () => {
    expect(compensating.map(({ effect }) => effect).toSorted()).toEqual([
      'inventory.stock-reserved',
      'payment.captured',
    ]);
  });

  it.each(compensating)('misses $name of $service as soon as it is gone', ({ name, effect }) => {
    // what still sets the effect up stays: a reaction may both charge and give back
    const services = shop.services.map((service) => ({
      ...service,
      reactions: service.reactions.map((reaction) =>
        reaction.name === name ? { ...reaction, compensates: [] } : reaction,
      ),
    }));
    const whats = checkChoreography({ ...shop, services }, rights)
      .filter(({ rule }) => rule === 'missing-compensation')
      .map(({ what }) => what);
    expect(whats).toContainEqual(expect.stringContaining(`sets up (${effect}) is not given back`));
  });

  it.each([
    ['cancel-when-payment-declined', 'payment.declined'],
    ['cancel-when-stock-rejected', 'inventory.stock-rejected'],
    ['cancel-when-deadline-reached', 'order.deadline-reached'],
    ['refund-at-provider-when-requested', 'payment.refund-requested'],
  ])('leaves a branch without an outcome when %s is gone', (reaction, type) => {
    const open = checkChoreography(without(reaction), rights)
      .filter(({ rule, where }) => rule === 'branch-without-outcome' && where === 'saga order')
      .map(({ what }) => what);
    expect(open).toEqual([expect.stringContaining(`After ${type}`)]);
  });
});
