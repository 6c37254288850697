/**
 * Every statement of a transaction finds rows by their keys. So it is planned once, for an index, and not anew for each list of keys (planning took longer than
 * doing), nor for the few rows that a young table has. Settings of a session.
 */
export const plannedOnce = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
} as const;
