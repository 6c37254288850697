import { type Command, Option } from 'commander';
import type { Start } from '../verb.ts';
import { addLine, readMoment } from '../input/readers.ts';
import { cancelAnOrder, type CancelOptions } from './cancel-order.ts';
import { placeAnOrder, type PlaceOptions } from './place-order.ts';
import { showOrder } from './show-order.ts';
import { watchOrder } from './watch-order.ts';
import type { WhyOptions } from './why/why-order.ts';

/** `murmur order …`. */
export function addOrderVerbs(program: Command, start: Start): void {
  const order = program
    .command('order')
    .description('place, cancel, show and watch orders, and say what they wait for');
  order
    .command('place')
    .description('place an order')
    .addOption(
      new Option(
        '--line <SKU=QTY...>',
        'article and pieces; at another price than the present: SKU=QTY@6.90EUR',
      )
        .argParser(addLine)
        .makeOptionMandatory(),
    )
    .option(
      '--id <order>',
      'id of the order; the same id again is the same order (default: a new one)',
    )
    .option('--customer <id>', 'who orders; see murmur customer put', 'ada')
    .option('--payment-method <token>', 'token of the payment provider', 'pm_card_visa')
    .option('--watch', 'then watch the order until it has ended')
    .action((options: PlaceOptions) => start((session) => placeAnOrder(session, options)));
  order
    .command('cancel <order>')
    .description('cancel an order that is not confirmed yet')
    .option('--note <text>', 'why, for people')
    .option('--id <id>', 'id of this wish (default: a new one)')
    .action((id: string, options: CancelOptions) =>
      start((session) => cancelAnOrder(session, id, options)),
    );
  order
    .command('show <order>')
    .description('show an order with its stock, payment and mails')
    .action((id: string) => start((session) => showOrder(session, id)));
  order
    .command('watch <order>')
    .description(
      'print each event of an order until it has ended (--timeout 60); exits 0 when it is confirmed',
    )
    .action((id: string) => start((session) => watchOrder(session, id)));
  order
    .command('why <order>')
    .description(
      'say where an order stands: what it waits for, from whom, since when, and what to do about it; exits 1 when it is stuck, 3 when who is waited for does not answer',
    )
    .option(
      '--since <moment>',
      'leave out what is older: 15m, 2h, 7d, or an ISO 8601 moment',
      readMoment,
    )
    .action((id: string, options: WhyOptions) =>
      start(async (session) => {
        // the services' definitions take a moment to load: only for who asks them
        const { whyOrder } = await import('./why/why-order.ts');
        return await whyOrder(session, id, options);
      }),
    );
}
