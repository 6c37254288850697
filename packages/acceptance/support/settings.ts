import { SERVICE_NAMES } from '@murmuration/testkit';

// What a killed process had in hand comes again after this time. A stalled machine must not make it come earlier than
// it is handled, so it is not as short as it could be.
const ACK_WAIT_SECONDS = '5';

/** For shops in which processes are killed: messages that they had in hand come again soon. */
export const SOON_AGAIN = Object.fromEntries(
  SERVICE_NAMES.map((name) => [name, { ACK_WAIT_SECONDS }]),
);
