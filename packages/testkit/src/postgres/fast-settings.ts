/** A test survives the death of the server, not that of the machine: so commits are written out, but not synced. */
export const FAST_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // what a clone of the template database writes would otherwise set off checkpoints
  max_wal_size: '2GB',
} as const;
