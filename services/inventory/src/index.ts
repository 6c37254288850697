export { default as inventoryMigrations } from './migrations.ts';
export { inventoryService } from './service.ts';
