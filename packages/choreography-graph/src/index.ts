export type { Catalogue, Choreography } from './graph/choreography.ts';
export { buildGraph } from './graph/build-graph.ts';
export {
  beginningsOf,
  followersOf,
  type Graph,
  type MessageForm,
  type MessageNode,
  reachedFrom,
  saidTo,
  type StepForm,
  type StepNode,
  stepsOn,
  stepsThatEmit,
  type Undoing,
} from './graph/graph.ts';
export { type SagaView, viewOf } from './graph/saga-view.ts';
export { type Awaited, awaitedAfter, isDecided, unexplainedIn } from './graph/story.ts';
export { checkChoreography } from './checks/check-choreography.ts';
export type { Rights } from './checks/find-missing-permissions.ts';
export { type Finding, findingText, type Rule } from './checks/finding.ts';
export { shopChoreography, shopRights } from './shop-choreography.ts';
export type { Deviation, DeviationRule } from './conformance/deviation.ts';
export { type Fact, factOf, type ObservedEvent } from './conformance/fact.ts';
export { ConformanceObserver, type ObserverOptions } from './conformance/conformance-observer.ts';
export { judgeEvents } from './conformance/judge-events.ts';
export { type OpenStep, openText } from './standing/open-steps.ts';
export { type End, type Standing, standingOf } from './standing/standing.ts';
