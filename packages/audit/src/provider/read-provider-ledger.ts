import { sandboxControl } from '@murmuration/payment-sandbox';
import { ledgerByOrder, type ProviderLedger } from './provider-ledger.ts';

/**
 * Reads the ledger of the payment sandbox, such as `http://127.0.0.1:12111`.
 * @throws Error when it does not answer
 */
export async function readProviderLedger(url: string): Promise<ProviderLedger> {
  return ledgerByOrder(await sandboxControl(url).ledger());
}
