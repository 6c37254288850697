import { describe, expect, it } from 'vitest';
import { productWith } from './order.fixtures.ts';
import { decideReplica, type ProductReplica } from './product-replica.ts';

function newsOf({ sku, name, priceAmount: amount, currency, version }: ProductReplica) {
  return { sku, name, price: { amount, currency }, version };
}

const created = productWith();
const dearer = productWith({ priceAmount: 720, version: 2 });
const retired = productWith({ priceAmount: 720, status: 'retired', version: 3 });

describe('the replica of a product', () => {
  it('begins with the first event that arrives, whichever it is', () => {
    for (const product of [created, dearer, retired]) {
      expect(decideReplica(undefined, newsOf(product), product.status)).toEqual({
        save: { products: [product] },
      });
    }
  });

  it('takes over a newer version', () => {
    expect(decideReplica(created, newsOf(retired), 'retired')).toEqual({
      save: { products: [retired] },
    });
  });

  it('ignores an older version and one that it has', () => {
    expect(decideReplica(dearer, newsOf(created), 'on-sale')).toEqual({
      ignored: 'version 1 of tea is not newer than version 2',
    });
    expect(decideReplica(dearer, newsOf(dearer), 'on-sale')).toEqual({
      ignored: 'version 2 of tea is not newer than version 2',
    });
  });

  it('ends the same in whatever order its events arrive, and however often', () => {
    const events = [created, dearer, retired, created, retired];
    for (let turn = 0; turn < events.length; turn += 1) {
      const arrived = [...events.slice(turn), ...events.slice(0, turn)];
      for (const sequence of [arrived, arrived.toReversed()]) {
        let known: ProductReplica | undefined;
        for (const event of sequence) {
          const decision = decideReplica(known, newsOf(event), event.status);
          if ('save' in decision) known = decision.save.products[0];
        }
        expect(known).toEqual(retired);
      }
    }
  });
});
