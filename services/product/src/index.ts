export { default as productMigrations } from './migrations.ts';
export { productService } from './service.ts';
