import type { Command } from 'commander';
import type { Start } from '../verb.ts';
import { addPieces } from '../input/readers.ts';
import { showFailedRefunds } from './failed-refunds.ts';
import { refund, type RefundOptions, showPayment } from './payment-verbs.ts';

/** `murmur payment …`. */
export function addPaymentVerbs(program: Command, start: Start): void {
  const payment = program.command('payment').description('money');
  payment
    .command('refund <order> [sum]')
    .description(
      'give money back: a sum such as 6.90, in the currency of the payment, or the price of some pieces',
    )
    .option('--line <sku=qty>', 'pieces to give back, repeatable; instead of a sum', addPieces)
    .requiredOption('--reason <text>', 'why')
    .option(
      '--id <refund>',
      'id of the refund; the same id again is the same one (default: a new one)',
    )
    .action((order: string, sum: string | undefined, options: RefundOptions) =>
      start((session) => refund(session, order, sum, options)),
    );
  payment
    .command('show <order>')
    .description('show what became of the money for an order')
    .action((order: string) => start((session) => showPayment(session, order)));
  payment
    .command('failed')
    .description('list the refunds that did not reach their customers')
    .action(() => start((session) => showFailedRefunds(session)));
}
