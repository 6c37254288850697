import { listFailedRefunds } from '@murmuration/contracts';
import type { z } from 'zod';
import { allPages } from '../connection/all-pages.ts';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { moneyText } from '../output/money.ts';
import { count, table } from '../output/table.ts';

type FailedRefund = z.infer<typeof listFailedRefunds.result>['items'][number];

/** Lists the refunds that did not reach their customers. */
export async function showFailedRefunds(session: Session): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const refunds = await allPages((page) => client.ask(listFailedRefunds, page, { timeoutMs }));
  session.printer.document({ refunds }, failedRefundsText(refunds));
  return ExitCode.ok;
}

/** A line for each, and what to do about them. */
export function failedRefundsText(refunds: readonly FailedRefund[]): string {
  if (refunds.length === 0) return 'every refund has reached its customer, as far as anybody told';
  const rows = refunds.map(({ refundId, orderId, amount, reason, failure, requestedAt }) => [
    refundId,
    orderId,
    moneyText(amount),
    requestedAt.slice(0, 10),
    failure,
    reason,
  ]);
  const header = ['refund', 'order', 'sum', 'asked for', 'failed', 'for'];
  const listed = table(header, rows, ['sum']);
  const failed = `${count(refunds.length, 'refund')} came back`;
  return `${listed}\n\n${failed}; to give the money back in another way: murmur payment refund <order> <sum> --reason …`;
}
