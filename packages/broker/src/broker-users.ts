import { shopServices } from '@murmuration/shop';
import { topologyOf } from '@murmuration/choreography';
import { DOORKEEPER, withDoor } from './permissions/callout-permissions.ts';
import { edgePermissions } from './permissions/edge-permissions.ts';
import type { BrokerPermissions } from './permissions/permissions.ts';
import { EDGE, permissionsOf } from './permissions/service-permissions.ts';

/** A user of the broker in the account of the services. */
export interface BrokerUser {
  readonly name: string;
  /** Undefined: everything. */
  readonly permissions: BrokerPermissions | undefined;
}

/** The trusted user of operators, the command line and scripts. */
export const OPERATOR = 'murmuration';

/** All users of the broker: the operator, one for each service, and the edge. */
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
  ];
}
