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
