import type { QueryContract, RequestContract } from '@murmuration/contracts';
import type { RouteAccess } from '../identity/access.ts';

/** A query that the edge serves, and where. */
export interface QueryDoor {
  readonly contract: QueryContract;
  readonly path: string;
  readonly access: RouteAccess;
}

/** A request that the edge serves, where, and how it says that it was fulfilled. */
export interface RequestDoor {
  readonly contract: RequestContract;
  readonly path: string;
  readonly access: RouteAccess;
  readonly status: number;
}

/** What the edge serves. */
export interface Doors {
  readonly queries: readonly QueryDoor[];
  readonly requests: readonly RequestDoor[];
}

/** The contracts that say where the edge serves them; what is internal has no door. */
export function doorsOf(
  queries: readonly QueryContract[],
  requests: readonly RequestContract[],
): Doors {
  return { queries: queries.flatMap(queryDoor), requests: requests.flatMap(requestDoor) };
}

function queryDoor(contract: QueryContract): readonly QueryDoor[] {
  const { http, access } = contract;
  if (http === undefined || access === 'internal') return [];
  return [{ contract, path: http.path, access }];
}

function requestDoor(contract: RequestContract): readonly RequestDoor[] {
  const { http, access } = contract;
  if (http === undefined || access === 'internal') return [];
  if (http.path.includes(':')) {
    throw new TypeError(
      `${contract.name}: a request takes everything from its body, "${http.path}" names a parameter`,
    );
  }
  return [{ contract, path: http.path, access, status: http.status }];
}
