/**
 * What a program needs that lets the runtime's own logic run on other ground than Postgres and JetStream: the parts to put a service together from, and
 * the statements that such a ground has to understand.
 */
export { type Kept, type Delivery } from './batch/delivery.ts';
export { JetStreamDelivery } from './batch/jetstream-delivery.ts';
export { planService, type ServicePlan } from './batch/service-plan.ts';
export type { Shell } from './batch/shell.ts';
export { INSERT_COMMANDS, RECALL_COMMANDS } from './batch/command-log.ts';
export { COUNT_FAILURE } from './batch/count-failure.ts';
export { CLAIM_INBOX, INSERT_INBOX, PEEK_INBOX, RELEASE_INBOX } from './batch/inbox.ts';
export { RELAX_DURABILITY } from './batch/unit-of-work.ts';
export {
  DEAD_LETTER_NAME,
  FORGET_FAILURES,
  KEEP_LETTER,
  KEEP_LETTER_AGAIN,
} from './dead-letters/bury.ts';
export { keptDelivery, type KeptMessage } from './dead-letters/kept-delivery.ts';
export type { Redeliver } from './dead-letters/redeliver.ts';
export { newId } from './messaging/ids.ts';
export { REPLY_TO } from './messaging/cloud-event.ts';
export type { Heard, Line } from './messaging/line.ts';
export { headerIn, headersIn } from './messaging/message-headers.ts';
export { insertInto } from './outbox/insert-outbox.ts';
export { LanePosition } from './outbox/lane-position.ts';
export { type Claim, LEASE_SECONDS, type LaneStatements, type Lease } from './outbox/lane-store.ts';
export type { PlacedRow } from './outbox/outbox-row.ts';
export { FactRecorder } from './outbox/fact-recorder.ts';
export { arrayLiteral } from './postgres/array-literal.ts';
export { elementsOf } from './postgres/array-types.ts';
export { type Connection, connectionOver } from './postgres/connection.ts';
export { NONE, SEPARATOR } from './postgres/json-list.ts';
export type { Live, Row, Session, Value } from './postgres/session.ts';
export { columnsOf } from './postgres/table-columns.ts';
export { connectionLost, DatabaseUnreachable } from './postgres/transient.ts';
export type { IdThere, StreamView } from './repair/diagnose.ts';
export type { RepairTools } from './repair/lane-mender.ts';
export type { Mark, OpenRepair, Repair, RepairStatements, Scope } from './repair/repair-store.ts';
export type { HeldIds, Views } from './repair/stream-views.ts';
export { Closers } from './runtime/closers.ts';
export { type Intake, openLoops } from './runtime/open-loops.ts';
export { type Basis, type Ground, openShell, PROBE } from './runtime/open-shell.ts';
export {
  ANY_DUE,
  MOST_DUE,
  SET_TIMERS,
  TAKE_DUE,
  UNSET_TIMERS,
} from './timers/timer-statements.ts';
export type { ConsumerPlan } from './topology/consumers.ts';
export { COMMANDS, DEAD_LETTERS, EVENTS } from './topology/streams.ts';
export type { Sink } from './topology/subscription.ts';
