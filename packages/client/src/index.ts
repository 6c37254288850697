export { type Actor, connect, type ConnectOptions } from './connect.ts';
export type { Murmuration, Patience, PipelineOptions, SendOptions } from './murmuration.ts';
export type { FollowOptions } from './follow-events.ts';
export type { Settled } from './pipeline.ts';
export { dataOf, type SeenEvent } from './seen-event.ts';
export type { StoredEvent, StoredOptions } from './stored-events.ts';
export {
  CredentialsRefused,
  MurmurationError,
  NotAllowed,
  NotConnected,
  NotStored,
  OutcomeTimeout,
  QueryFailed,
} from './errors.ts';
