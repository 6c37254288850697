export { notificationService } from './service.ts';
export { default as notificationMigrations } from './migrations.ts';
