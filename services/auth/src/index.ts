export { authService } from './service.ts';
export { default as authMigrations } from './migrations.ts';
export { type AuthOptions, type AuthTools, authTools } from './tools.ts';
export type { HasherOptions } from './crypto/hasher.ts';
export { type AuthPolicy, type AttemptPolicy, defaultPolicy } from './domain/policy.ts';
export type { Journal } from './gateways/journal.ts';
export {
  type BrokerDoor,
  type BrokerDoorOptions,
  openBrokerDoor,
} from './broker-door/open-broker-door.ts';
export { type Housekeeping, startHousekeeping } from './housekeeping/start-housekeeping.ts';
