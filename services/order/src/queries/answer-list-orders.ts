import { defineAnswer } from '@murmuration/choreography';
import { listOrders } from '@murmuration/contracts';
import { pageOfOrders } from './page-of-orders.ts';

export const answerListOrders = defineAnswer(listOrders, (params, database) =>
  pageOfOrders(database, params),
);
