import { defineRejection } from '../define/define-rejection.ts';

/** A person was not erased. */
export const userEraseRejected = defineRejection('user.erase-rejected', 'user.erase.v1');
