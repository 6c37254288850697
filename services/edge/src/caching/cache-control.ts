import type { RouteAccess } from '../identity/access.ts';

export interface CachingRules {
  /** How long anybody may keep a public answer. */
  readonly publicMaxAgeSeconds: number;
  /** How old a public answer may be while its service is away. */
  readonly staleSeconds: number;
}

/**
 * Who may keep an answer. Public ones anybody, for a moment; rows of a customer only the reader's own client, which asks each time whether they have changed;
 * what is about a person as such nobody.
 */
export function cacheControlOf(access: RouteAccess, rules: CachingRules): string {
  switch (access) {
    case 'public':
      return `public, max-age=${rules.publicMaxAgeSeconds}, stale-if-error=${rules.staleSeconds}`;
    case 'owner':
    case 'operator':
      return 'private, no-cache';
    case 'own':
    case 'signed-in':
      return 'private, no-store';
  }
}
