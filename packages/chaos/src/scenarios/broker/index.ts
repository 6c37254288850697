import type { Scenario } from '../../scenario.ts';
import { storeRolledBackAmidThousands, storeWipedAmidThousands } from './amid-five-thousand.ts';
import { halfOpenForAWhile, halfOpenForEver, slowLinks } from './bad-links.ts';
import { bitsFlipped, blockTruncated } from './block-damaged.ts';
import { consumerDeleted, consumerFilesRemoved } from './consumer-deleted.ts';
import { brokerDiskFull } from './disk-full.ts';
import { duplicatesBeyondWindow, duplicatesWithoutId } from './duplicates.ts';
import { inboxPruned } from './inbox-pruned.ts';
import { brokerKilledInALoop } from './killed-in-a-loop.ts';
import { leaderKilled, leaderStopped } from './leader-lost.ts';
import { maxDeliverExhausted } from './max-deliver-exhausted.ts';
import { minorityCutOff } from './minority-cut-off.ts';
import { reordered } from './reordered.ts';
import { storeRolledBack } from './store-rolled-back.ts';
import { storeWiped } from './store-wiped.ts';

/** Faults 14–27. */
export const brokerScenarios: readonly Scenario[] = [
  brokerKilledInALoop,
  storeWiped,
  storeRolledBack,
  blockTruncated,
  bitsFlipped,
  leaderKilled,
  leaderStopped,
  minorityCutOff,
  slowLinks,
  halfOpenForAWhile,
  halfOpenForEver,
  brokerDiskFull,
  duplicatesWithoutId,
  duplicatesBeyondWindow,
  reordered,
  inboxPruned,
  consumerDeleted,
  consumerFilesRemoved,
  maxDeliverExhausted,
  storeWipedAmidThousands,
  storeRolledBackAmidThousands,
];
