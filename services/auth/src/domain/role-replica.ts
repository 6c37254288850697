import type { Role } from '@murmuration/contracts';

/** What user has told of a person's roles. */
export interface RoleReplica {
  readonly userId: string;
  readonly roles: readonly Role[];
  /** Counted by user; the highest one holds. */
  readonly version: number;
}

/** Everybody of whom nothing else was told. */
export const usualRoles: readonly Role[] = ['customer'];

/** Keeps the newest of what was told, whatever the order it arrives in. */
export function decideRoles(
  known: RoleReplica | undefined,
  told: RoleReplica,
): { readonly save: { readonly roles: readonly RoleReplica[] } } | { readonly ignored: string } {
  if (known !== undefined && known.version >= told.version) {
    return { ignored: `version ${known.version} is known already` };
  }
  const { userId, roles, version } = told;
  return { save: { roles: [{ userId, roles: [...roles], version }] } };
}
