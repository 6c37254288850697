import type { Scenario } from '../scenario.ts';
import { brokerScenarios } from './broker/index.ts';
import { messageScenarios } from './messages/index.ts';
import { outsideScenarios } from './outside/index.ts';
import { postgresScenarios } from './postgres/index.ts';
import { processScenarios } from './process/index.ts';

/** The scenarios by what they hit. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  process: processScenarios,
  broker: brokerScenarios,
  messages: messageScenarios,
  postgres: postgresScenarios,
  outside: outsideScenarios,
};
