import type { Saga } from '@murmuration/choreography';
import { accountSaga } from './sagas/account-saga.ts';
import { catalogueSaga } from './sagas/catalogue-saga.ts';
import { deliverySaga } from './sagas/delivery-saga.ts';
import { erasureSaga } from './sagas/erasure-saga.ts';
import { orderSaga } from './sagas/order-saga.ts';
import { refundSaga } from './sagas/refund-saga.ts';

/** Everything that runs through the shop, from where it begins to how it may end. */
export const shopSagas: readonly Saga[] = [
  orderSaga,
  refundSaga,
  accountSaga,
  erasureSaga,
  catalogueSaga,
  deliverySaga,
];
