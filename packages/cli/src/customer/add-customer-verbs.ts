import type { Command } from 'commander';
import type { Start } from '../verb.ts';
import { erase, type EraseOptions, grant, put, type PutOptions, show } from './customer-verbs.ts';

/** `murmur customer …`. */
export function addCustomerVerbs(program: Command, start: Start): void {
  const customer = program.command('customer').description('whom the shop writes to');
  customer
    .command('put <id>')
    .description('make a customer, or change how one is reached; never goes through a stream')
    .requiredOption('--email <address>', 'where mails go')
    .requiredOption('--name <text>', 'how to address the customer')
    .action((id: string, options: PutOptions) => start((session) => put(session, id, options)));
  customer
    .command('show <id>')
    .description('show a customer')
    .action((id: string) => start((session) => show(session, id)));
  customer
    .command('operator <id>')
    .description('make a customer an operator of the shop')
    .option('--take', 'take that away again')
    .action((id: string, { take }: { take?: boolean }) =>
      start((session) => grant(session, id, take !== true)),
    );
  customer
    .command('erase <id>')
    .description('forget a customer for good; orders and payments stay, without a person')
    .option('--id <id>', 'id of this wish (default: a new one)')
    .action((id: string, options: EraseOptions) => start((session) => erase(session, id, options)));
}
