/**
 * The moments between two steps of which a crash may leave the first done and the second not. Tests kill a process at each of them, and show that nothing is lost and
 * nothing happens twice.
 */
export type Failpoint =
  /** A batch was read; its transaction has not begun. */
  | 'batch.before-begin'
  /** One more message of a batch is decided; reached once for each. */
  | 'batch.decided-one'
  /** All is decided; nothing of it is sent to the database. */
  | 'batch.before-commit'
  /** The transaction of a batch is committed; the relay has not heard of its rows. */
  | 'batch.after-commit'
  /** All rows are with the relay; no message of the batch is acknowledged. */
  | 'batch.before-acknowledge'
  /** One more message of a batch is acknowledged; reached once for each. */
  | 'batch.acknowledged-one'
  /** A command is decided and committed; its sender has no answer. */
  | 'command.before-reply'
  /** Its sender has the answer; the command is not acknowledged. */
  | 'command.after-reply'
  /** The intent of a call is committed; the outside was not called. */
  | 'call.before-perform'
  /** The outside has answered; the result is not in the database. */
  | 'call.after-perform'
  /** What is concluded from results is not committed. */
  | 'call.before-commit'
  /** Results are committed; their messages are not acknowledged. */
  | 'call.after-commit'
  /** The relay is about to publish a row. */
  | 'relay.before-publish'
  /** A row is handed to the connection; the broker has not acknowledged it. */
  | 'relay.after-publish'
  /** The broker has acknowledged a row; that is not recorded. */
  | 'relay.stored'
  /** The relay is about to record what is settled. */
  | 'relay.before-record'
  /** What is settled is recorded. */
  | 'relay.after-record'
  /** A lane's lease was taken; nothing was published under it. */
  | 'relay.lease-taken'
  /** Timers that are due are moved in a transaction that is not committed. */
  | 'timer.before-commit'
  /** Timers have become outbox rows; the relay has not heard of them. */
  | 'timer.after-commit'
  /** A dead letter is written in a transaction that is not committed. */
  | 'dead-letter.before-commit'
  /** A dead letter is committed; its message is not given up. */
  | 'dead-letter.after-commit'
  /** A fact from outside, such as a webhook's, is written in a transaction that is not committed. */
  | 'fact.before-commit'
  /** A fact from outside is committed; whoever told it has no answer. */
  | 'fact.after-commit';

/**
 * Says that a failpoint is reached. Does nothing: there is nothing in this program that ends it. Tests that want to put another module in the place of this one when
 * they load a service.
 */
export function reach(_point: Failpoint): void {}
