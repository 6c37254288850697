import type { Scenario } from '../../scenario.ts';
import { malformed } from './malformed.ts';
import { oversized } from './oversized.ts';
import { poisonAhead } from './poison.ts';

/** Faults 28–30. */
export const messageScenarios: readonly Scenario[] = [malformed, oversized, poisonAhead];
