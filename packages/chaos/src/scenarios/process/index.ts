import type { Scenario } from '../../scenario.ts';
import { calm } from './calm.ts';
import {
  beforeBegin,
  beforeCommit,
  beforePublish,
  deadLetterCrash,
  everyKind,
  midBatch,
  noReply,
  notAcknowledged,
  notRecorded,
} from './crashes.ts';
import { lostCommitReply } from './lost-commit-reply.ts';
import { heapExhausted, sigterm, standstill } from './signals.ts';
import { slowCommit } from './slow-commit.ts';
import { timersCrash } from './timers.ts';
import { twoRelays } from './two-relays.ts';

/** No fault, and faults 1–13. */
export const processScenarios: readonly Scenario[] = [
  calm,
  everyKind,
  beforeBegin,
  beforeCommit,
  lostCommitReply,
  notAcknowledged,
  midBatch,
  beforePublish,
  notRecorded,
  noReply,
  deadLetterCrash,
  timersCrash,
  twoRelays,
  slowCommit,
  sigterm,
  standstill,
  heapExhausted,
];
