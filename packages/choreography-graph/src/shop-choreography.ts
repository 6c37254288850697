import { brokerUsers } from '@murmuration/broker';
import { commands, events, queries, requests } from '@murmuration/contracts';
import { shopSagas, shopServices } from '@murmuration/shop';
import type { Rights } from './checks/find-missing-permissions.ts';
import type { Choreography } from './graph/choreography.ts';

/** The choreography of the shop, as its services, contracts and sagas declare it. */
export function shopChoreography(): Choreography {
  return {
    services: shopServices().map(({ definition }) => definition),
    contracts: { commands, events, queries, requests },
    sagas: shopSagas,
  };
}

/** What the broker lets each service of the shop do. */
export function shopRights(): ReadonlyMap<string, Rights> {
  return new Map(
    brokerUsers().flatMap(({ name, permissions }): readonly (readonly [string, Rights])[] =>
      permissions === undefined ? [] : [[name, permissions]],
    ),
  );
}
