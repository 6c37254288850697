export { canonical } from './world/canonical.ts';
export {
  type Change,
  conclude,
  decide,
  type Intent,
  prepare,
  type Situation,
} from './world/change.ts';
export { concludeCall, deliverForCall, loseMachine, perform } from './world/calls.ts';
export { deliver, type Scene, timersOf } from './world/deliver.ts';
export { Desk, Gateways } from './world/gateways.ts';
export { publish, type Sender, type Told, toldBy } from './world/message.ts';
export {
  type Account,
  type Answer,
  answers,
  givenBack,
  nothingOutside,
  type Outside,
} from './world/outside.ts';
export type { Possibilities, Possibility } from './world/possibility.ts';
export { load, rowKey, type Rows } from './world/rows.ts';
export { type Fault, faults, type Rules, usualRules, wordsFor } from './world/rules.ts';
export {
  type Call,
  type Delivery,
  isSeen,
  type ServiceState,
  unborn,
} from './world/service-state.ts';
export { mailShop, sagaShop, type Shop } from './world/shop.ts';
export { type Mutant } from './mutants/mutant.ts';
export { mutants } from './mutants/catalogue.ts';
export { brokenAtRest, brokenOf, isSound } from './properties/saga-properties.ts';
export {
  orderIn,
  paymentIn,
  reservationIn,
  type SagaView,
  stockIn,
} from './properties/saga-view.ts';
