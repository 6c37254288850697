export { default as userMigrations } from './migrations.ts';
export { userService } from './service.ts';
export { type Vault, vault } from './vault.ts';
export type { UserPolicy } from './domain/user-policy.ts';
