import { defineAnswer, signedIn } from '@murmuration/choreography';
import { listMyOrders } from '@murmuration/contracts';
import { pageOfOrders } from './page-of-orders.ts';

export const answerListMyOrders = defineAnswer(listMyOrders, (params, database, reader) =>
  pageOfOrders(database, { ...params, customerId: signedIn(reader).userId }),
);
