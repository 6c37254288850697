import type { Command } from 'commander';
import type { Start } from '../verb.ts';
import { readCount } from '../input/readers.ts';
import { addStock, showStock } from './stock-verbs.ts';

/** `murmur stock …`. */
export function addStockVerbs(program: Command, start: Start): void {
  const stock = program.command('stock').description('what is on the shelves');
  stock
    .command('add')
    .description('book a delivery')
    .argument('<sku>')
    .argument('<pieces>', 'how many came in', readCount)
    .option(
      '--id <delivery>',
      'id of the delivery; the same id again is the same one (default: a new one)',
    )
    .action((sku: string, pieces: number, options: { id?: string }) =>
      start((session) => addStock(session, sku, pieces, options)),
    );
  stock
    .command('show <sku>')
    .description('show where the pieces of an article are')
    .action((sku: string) => start((session) => showStock(session, sku)));
}
