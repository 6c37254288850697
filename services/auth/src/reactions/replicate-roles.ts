import { defineReaction } from '@murmuration/choreography';
import { userRolesChanged } from '@murmuration/contracts';
import { decideRoles } from '../domain/role-replica.ts';
import { roles } from '../store/schema.ts';

/** Access tokens that are made from now on tell the new roles. */
export const replicateRoles = defineReaction({
  name: 'replicate-roles',
  on: [userRolesChanged],
  emits: [],
  stores: { roles },
  keys: { roles: (change) => change.data.userId },
  decide: ({ data }, state) => decideRoles(state.roles.get(data.userId), data),
});
