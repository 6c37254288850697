export { notificationReliesOn } from './relies-on.ts';
export { notificationService } from './service.ts';
export { default as notificationMigrations } from './migrations.ts';
