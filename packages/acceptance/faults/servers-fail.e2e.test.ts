import { testBroker, useShop } from '@murmuration/testkit';
import { describe } from 'vitest';
import { useConformance } from '../support/as-declared.ts';
import { SOON_AGAIN } from '../support/settings.ts';
import { brokerLosesItsStore } from './broker-loses-its-store.ts';
import { everythingRestarts } from './everything-restarts.ts';

// one shop for both: starting one takes longer than most of them
const shopOf = useShop({
  ownPostgres: true,
  env: SOON_AGAIN,
  startBroker: (doors) => testBroker({ doors, withinReach: true }),
});
useConformance(shopOf);

describe('orders end right', () => {
  // what a store has lost is published again, so the fewer orders came before the better
  brokerLosesItsStore(shopOf);
  everythingRestarts(shopOf);
});
