export { defaultPolicy, type OrderPolicy } from './domain/order-policy.ts';
export { default as orderMigrations } from './migrations.ts';
export { orderService } from './service.ts';
