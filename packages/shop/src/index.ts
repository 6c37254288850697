export { shopSagas } from './shop-sagas.ts';
export { type ShopService, shopServices } from './shop-services.ts';
