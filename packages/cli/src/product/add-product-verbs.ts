import type { Money } from '@murmuration/contracts';
import type { Command } from 'commander';
import type { Start } from '../verb.ts';
import { readMoney } from '../input/readers.ts';
import {
  changePrice,
  create,
  type CreateOptions,
  list,
  retire,
  type RetireOptions,
  show,
} from './product-verbs.ts';

/** `murmur product …`. */
export function addProductVerbs(program: Command, start: Start): void {
  const product = program.command('product').description('the catalogue');
  product
    .command('create <sku>')
    .description('add an article')
    .requiredOption('--name <text>', 'what it is called')
    .requiredOption('--price <sum>', 'such as 6.90EUR', readMoney)
    .option('--description <text>', 'what it is', '')
    .action((sku: string, options: CreateOptions) =>
      start((session) => create(session, sku, options)),
    );
  product
    .command('price')
    .description('change the price of an article')
    .argument('<sku>')
    .argument('<sum>', 'such as 7.20EUR', readMoney)
    .option('--id <change>', 'id of this change (default: a new one)')
    .action((sku: string, price: Money, options: { id?: string }) =>
      start((session) => changePrice(session, sku, price, options)),
    );
  product
    .command('retire <sku>')
    .description('sell an article no longer; final')
    .option('--id <id>', 'id of this wish (default: a new one)')
    .action((sku: string, options: RetireOptions) =>
      start((session) => retire(session, sku, options)),
    );
  product
    .command('show <sku>')
    .description('show one article')
    .action((sku: string) => start((session) => show(session, sku)));
  product
    .command('list')
    .description('show all articles')
    .action(() => start((session) => list(session)));
}
