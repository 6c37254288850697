import { shopServices } from '@murmuration/shop';
import { topologyOf } from '@murmuration/choreography';
import { DOORKEEPER, withDoor } from './permissions/callout-permissions.ts';
import { edgePermissions } from './permissions/edge-permissions.ts';
import { OBSERVER, observerPermissions } from './permissions/observer-permissions.ts';
import type { BrokerPermissions } from './permissions/permissions.ts';
import { EDGE, permissionsOf } from './permissions/service-permissions.ts';

/** A user of the broker. */
export interface BrokerUser {
  readonly name: string;
  /** Undefined: everything in its account. */
  readonly permissions: BrokerPermissions | undefined;
  /** Whether it is in the account of those who only read. Default: it is in that of the services. */
  readonly onlyReads?: boolean;
}

/** The trusted user of operators, the command line and scripts. */
export const OPERATOR = 'murmuration';

/** All users of the broker: the operator, one for each service, the edge, and the observer. */
export function brokerUsers(): readonly BrokerUser[] {
  const definitions = shopServices().map(({ definition }) => definition);
  const services = definitions.map((definition) => {
    const permissions = permissionsOf(definition);
    const { name } = definition;
    return { name, permissions: name === DOORKEEPER ? withDoor(permissions) : permissions };
  });
  const durables = definitions.flatMap((definition) => {
    const { consumers, recalls } = topologyOf(definition);
    return [...consumers, ...recalls];
  });
  return [
    { name: OPERATOR, permissions: undefined },
    ...services,
    { name: EDGE, permissions: edgePermissions(durables) },
    { name: OBSERVER, permissions: observerPermissions, onlyReads: true },
  ];
}
