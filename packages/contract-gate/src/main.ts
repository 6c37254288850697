import { shopCatalogue } from './catalogue/shop-catalogue.ts';
import { gate } from './gate.ts';
import { type GateOptions, readOptions, usage } from './options.ts';
import { HERE } from './places.ts';
import { recordFromShop } from './corpus/record-from-shop.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options !== 'help') return await run(options);
    console.log(usage);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
    console.error('contracts: BAD, the gate did not come to its end; --help says how it is called');
    return 1;
  }
}

async function run(options: GateOptions): Promise<number> {
  const catalogue = shopCatalogue();
  const say = (line: string): void => console.log(line);
  if (options.record) await recordFromShop(catalogue, HERE.recorded, process.env, say);
  return await gate(catalogue, HERE, options, say);
}
