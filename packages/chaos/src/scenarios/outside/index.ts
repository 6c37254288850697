import type { Scenario } from '../../scenario.ts';
import { cancelRaces } from './cancel-races.ts';
import { clocksWrong } from './clocks.ts';
import { lastUnit } from './last-unit.ts';
import { crashAtCall, providerTimesOut, webhooks } from './provider.ts';
import { rollingDeploy } from './rolling-deploy.ts';

/** Faults 39–45. */
export const outsideScenarios: readonly Scenario[] = [
  providerTimesOut,
  crashAtCall,
  webhooks,
  cancelRaces,
  lastUnit,
  clocksWrong,
  rollingDeploy,
];
