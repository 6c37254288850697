import { buildContract, type MessageContract, type MessageSpecification } from './contract.ts';

/** An event that is about to be published: its contract and its data; the runtime adds the envelope. */
export interface EventDraft<out Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly contract: EventContract<Name, Data>;
  readonly data: Data;
}

/** A fact that one context publishes and others react to. */
export interface EventContract<
  Name extends string = string,
  Data = unknown,
> extends MessageContract<Name, Data> {
  readonly kind: 'event';
  /** A draft of this event, for a decision to return. */
  of(data: Data): EventDraft<Name, Data>;
}

/** Defines an event contract. Throws when the type is malformed. */
export function defineEvent<Type extends string, Version extends number, Data>(
  specification: MessageSpecification<Type, Version, Data>,
): EventContract<`${Type}.v${Version}`, Data> {
  const contract: EventContract<`${Type}.v${Version}`, Data> = {
    ...buildContract(specification),
    kind: 'event',
    of: (data) => ({ name: contract.name, contract, data }),
  };
  return contract;
}
