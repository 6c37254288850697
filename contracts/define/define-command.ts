import { z } from 'zod';
import { buildContract, type MessageContract, type MessageSpecification } from './contract.ts';
import type { EventContract } from './define-event.ts';

/** Why a command was refused: the field, a stable code, and what to do about it. */
export const problemSchema = z.object({
  field: z.string(),
  code: z.string(),
  message: z.string(),
});

/** The data that every rejection event carries. */
export const rejectionSchema = z.object({
  /** The id that the sender chose, or the position in the stream when none could be read. */
  commandId: z.string(),
  command: z.string(),
  /** The aggregate that the command was about, when that could be read. */
  subjectId: z.string().nullable(),
  reasons: z.array(problemSchema).min(1),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** What the sender of a command is told once the command is decided. */
export const outcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('accepted'), commandId: z.string(), id: z.string() }),
  z.object({
    status: z.literal('rejected'),
    commandId: z.string(),
    reasons: z.array(problemSchema).min(1),
  }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/**
 * Who may send a command, beside the programs that the broker trusts: nobody, staff who are signed in as operators, or every end
 * user. The broker enforces it.
 */
export type SentBy = 'trusted' | 'operator' | 'anyone';

/** A wish, addressed to the one context that owns it. */
export interface CommandContract<
  Name extends string = string,
  Data = unknown,
> extends MessageContract<Name, Data> {
  readonly kind: 'command';
  /** The client-chosen id of the command: the same id again is the same command. */
  id(data: Data): string;
  /** The event that is published when the command is refused. */
  readonly rejection: EventContract<string, Rejection>;
  /** Bodies above this many bytes are refused before they are parsed. */
  readonly maxBytes: number;
  readonly sentBy: SentBy;
}

interface CommandSpecification<
  Type extends string,
  Version extends number,
  Data,
> extends MessageSpecification<Type, Version, Data> {
  readonly id: (data: NoInfer<Data>) => string;
  readonly rejection: EventContract<string, Rejection>;
  /** Default 65,536. */
  readonly maxBytes?: number;
  readonly sentBy: SentBy;
}

/** Defines a command contract. Throws when the type is malformed. */
export function defineCommand<Type extends string, Version extends number, Data>(
  specification: CommandSpecification<Type, Version, Data>,
): CommandContract<`${Type}.v${Version}`, Data> {
  return {
    ...buildContract(specification),
    kind: 'command',
    id: specification.id,
    rejection: specification.rejection,
    maxBytes: specification.maxBytes ?? 65_536,
    sentBy: specification.sentBy,
  };
}
