export { type ShopService, shopServices } from './shop-services.ts';
