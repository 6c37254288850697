import { rejectionSchema, type Rejection } from './define-command.ts';
import { defineEvent, type EventContract } from './define-event.ts';

/** Defines the event that says that a command was refused, and why. */
export function defineRejection<Type extends string>(
  type: Type,
  command: string,
): EventContract<`${Type}.v1`, Rejection> {
  return defineEvent({
    type,
    version: 1,
    data: rejectionSchema,
    key: (rejection) => rejection.subjectId ?? rejection.commandId,
    examples: [
      {
        commandId: 'c-1',
        command,
        subjectId: 'c-1',
        reasons: [{ field: '$', code: 'malformed_json', message: 'the body is not JSON' }],
      },
    ],
  });
}
