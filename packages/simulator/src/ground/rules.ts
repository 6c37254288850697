/** How the ground behaves. The usual rules are those of Postgres, of JetStream, and of the runtime's statements; a seeded mistake breaks one. */
export interface Rules {
  /** Whether the inbox knows again what it has seen. */
  readonly remembersMessages: boolean;
  /** Whether the command log knows again what was decided. */
  readonly remembersCommands: boolean;
  /** Whether rows that a batch loads are locked until it ends. */
  readonly locksRows: boolean;
  /** Whether events are written down in the transaction of what they tell of; else right after it. */
  readonly writesEventsAlong: boolean;
  /** Whether commits are on disk when they are acknowledged. */
  readonly isDurable: boolean;
  /** Whether timers that are due are taken in the transaction that makes events of them; else right before it. */
  readonly takesTimersAlong: boolean;
  /** Whether the relay waits for transactions that may still fill a hole. */
  readonly waitsForHoles: boolean;
  /** Whether messages are acknowledged only when their effects are committed. */
  readonly acknowledgesLate: boolean;
  /** Whether a lane notices what the streams have lost. */
  readonly noticesLoss: boolean;
  /** Whether rows count as published only when the broker has acknowledged them. */
  readonly awaitsStorage: boolean;
  /** Whether a message that is given up is kept as a dead letter. */
  readonly keepsLetters: boolean;
  /** Whether the provider knows again what it has charged. */
  readonly chargesOnce: boolean;
}

export const usualRules: Rules = {
  remembersMessages: true,
  remembersCommands: true,
  locksRows: true,
  writesEventsAlong: true,
  isDurable: true,
  takesTimersAlong: true,
  waitsForHoles: true,
  acknowledgesLate: true,
  noticesLoss: true,
  awaitsStorage: true,
  keepsLetters: true,
  chargesOnce: true,
};
