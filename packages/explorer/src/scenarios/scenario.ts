import type { Properties } from '../properties/properties.ts';
import type { Model } from '../search/model.ts';
import type { Space } from '../search/space.ts';
import type { Rules } from '../world/rules.ts';
import type { Shop } from '../world/shop.ts';

/** A way in which rules and services may differ from the usual ones. */
export interface Change {
  readonly rules?: Rules;
  readonly shop?: (shop: Shop) => Shop;
}

/** Something that can be explored to its end. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Whether orders that nobody can tell anything any more go on by themselves first. */
  readonly isReduced: boolean;
  /** Whether it is small enough for every day. */
  readonly isQuick: boolean;
  model(change?: Change): Model;
  properties(space: Space): Properties;
}
