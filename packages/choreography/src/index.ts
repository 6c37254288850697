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
  type Compensation,
  type Reaction,
  type RetryPolicy,
  defineCallReaction,
  defineReaction,
} from './definition/define-reaction.ts';
export {
  type Saga,
  type SagaDeadline,
  type SagaOutcome,
  deadlineIn,
  defineSaga,
} from './definition/define-saga.ts';
export { type Measure, type Measured, defineMeasure } from './definition/define-measure.ts';
export { type Answer, type ServiceDefinition, defineAnswer } from './definition/define-service.ts';
export {
  type Database,
  type Emit,
  type RequestContext,
  type Responder,
  type ResponderEffects,
  defineResponder,
} from './definition/define-responder.ts';
export { Deadline } from './definition/deadline.ts';
export { type Person, type Reader, type Sender, onlyOwn, seesAll } from './definition/reader.ts';
export { RequestError, signedIn } from './queries/request-error.ts';
export { type Page, pageOf, readCursor, timeInKey } from './queries/page.ts';
export { ANONYMOUS, HEADERS, type Incoming } from './queries/incoming.ts';
export { type Endpoint, MicroService } from './queries/micro-service.ts';
export {
  adminSubject,
  commandSubject,
  deadLetterSubject,
  eventFilter,
  eventSubject,
  inboxPrefixOf,
  ownCommandSubject,
  ownRequestFilter,
  ownRequestSubject,
  partitionFilter,
  PARTITIONS,
  partitionOf,
  querySubject,
  requestSubject,
  serviceInbox,
  wakeFilter,
} from './messaging/subjects.ts';
export {
  END_USERS,
  endUserPermissions,
  type Permissions,
} from './messaging/end-user-permissions.ts';
export { serviceOfSource, sourceOf } from './messaging/source.ts';
export { continueTrace, isUuid, timeOfId, traceFrom } from './messaging/ids.ts';
export { asking } from './telemetry/exchange.ts';
export { contextIn, traceparentOf } from './telemetry/span-context.ts';
export { registeredTracer } from './telemetry/telemetry.ts';
export { closeBroker, connectBroker } from './runtime/connect-broker.ts';
export { Closers } from './runtime/closers.ts';
export { serviceLogger } from './runtime/logger.ts';
export { brokenConstraint } from './queries/loggable-error.ts';
export { TerminalError, UnavailableError } from './definition/errors.ts';
export type { Failpoint } from './failpoints/reach.ts';
export { emitted, fixedContext, messageOf, viewsOf } from './definition/specification.ts';
export { type Circuit, type CircuitOptions, circuit } from './gateways/circuit.ts';
export { ConfigError, parseConfig } from './config/parse-config.ts';
export { type RuntimeSettings, runtimeSettings } from './config/runtime-settings.ts';
export { settleDatabase } from './postgres/database-doors.ts';
export { type ServiceMigrations, defineMigrations, migrate } from './postgres/migrate.ts';
export { openPool } from './postgres/pool.ts';
export { AUDITOR, MIGRATOR, readerRoleOf, roleOf } from './postgres/roles.ts';
export { consumerInfo, type ConsumerPlan } from './topology/consumers.ts';
export { inTime } from './topology/in-time.ts';
export { consumerHearing, type ServiceTopology, topologyOf } from './topology/service-topology.ts';
export { COMMANDS, ensureStreams, EVENTS, STREAM_NAMES } from './topology/streams.ts';
export { type RunningService, startService } from './runtime/start-service.ts';
export { runService } from './runtime/run-service.ts';
