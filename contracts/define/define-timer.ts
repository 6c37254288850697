import type { MessageSpecification } from './contract.ts';
import { defineEvent, type EventContract } from './define-event.ts';

/** An event that its context sets for a later moment: it is scheduled, never emitted at once. */
export interface TimerContract<Name extends string = string, Data = unknown> extends EventContract<
  Name,
  Data
> {
  readonly isTimer: true;
}

/** Defines the contract of a timer. Throws when the type is malformed. */
export function defineTimer<Type extends string, Version extends number, Data>(
  specification: MessageSpecification<Type, Version, Data>,
): TimerContract<`${Type}.v${Version}`, Data> {
  return { ...defineEvent(specification), isTimer: true };
}

/** Whether an event comes when its time has come, and not when something has happened. */
export const isTimer = (contract: object): contract is TimerContract => 'isTimer' in contract;
