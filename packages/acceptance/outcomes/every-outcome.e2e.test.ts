import { useShop } from '@murmuration/testkit';
import { describe } from 'vitest';
import { everyQueryIsAnsweredToWhoMayKnow } from '../doors/every-query.ts';
import { useConformance } from '../support/as-declared.ts';
import { cancelledAtAnyMoment } from './cancelled-at-any-moment.ts';
import { confirmedOutOfStockOrDeclined } from './confirmed-out-of-stock-or-declined.ts';
import { mailsReachCustomersUntilErased } from './mails-reach-customers-until-erased.ts';
import { providerOrMailServerFails } from './provider-or-mail-server-fails.ts';
import { refundedByStaff } from './refunded-by-staff.ts';
import { rejectedWithReasons } from './rejected-with-reasons.ts';

// one shop for all: starting one takes longer than most of them; no test waits as long as a shop does for a customer it has not heard of
const shopOf = useShop({ env: { notification: { CONTACT_WAIT_SECONDS: '10' } } });
useConformance(shopOf);

describe('the usual ends', () => confirmedOutOfStockOrDeclined(shopOf));
describe('rejections', () => rejectedWithReasons(shopOf));
describe('cancellations', () => cancelledAtAnyMoment(shopOf));
describe('refunds', () => refundedByStaff(shopOf));
describe('mails', () => mailsReachCustomersUntilErased(shopOf));
describe('failing neighbours', () => providerOrMailServerFails(shopOf));
describe('a query', () => everyQueryIsAnsweredToWhoMayKnow(shopOf));
