export type { Actor, Envelope, Message, MessageOf } from './definition/message.ts';
export { defineStore, type StateOf, type Store } from './definition/define-store.ts';
export {
  type Decision,
  type DecisionContext,
  type Loaded,
  type StoreSet,
  type StoreView,
  ignore,
  reject,
} from './definition/decision.ts';
export {
  type AnyReaction,
  type CallReaction,
  type Reaction,
  type RetryPolicy,
  defineCallReaction,
  defineReaction,
} from './definition/define-reaction.ts';
export { type Answer, type ServiceDefinition, defineAnswer } from './definition/define-service.ts';
export { TerminalError, UnavailableError } from './definition/errors.ts';
export { emitted, fixedContext, messageOf, viewsOf } from './definition/specification.ts';
export { type Circuit, type CircuitOptions, circuit } from './gateways/circuit.ts';
export { ConfigError, parseConfig } from './config/parse-config.ts';
export { type RuntimeSettings, runtimeSettings } from './config/runtime-settings.ts';
export { type ServiceMigrations, defineMigrations, migrate, roleOf } from './postgres/migrate.ts';
export { type RunningService, startService } from './runtime/start-service.ts';
export { runService } from './runtime/run-service.ts';
