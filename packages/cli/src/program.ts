import { Command } from 'commander';
import { addAuditVerb } from './audit/add-audit-verb.ts';
import { addBrokerVerbs } from './broker/add-broker-verbs.ts';
import { addCustomerVerbs } from './customer/add-customer-verbs.ts';
import { addConformanceVerb } from './conformance/add-conformance-verb.ts';
import { env } from './connection/env-verb.ts';
import type { GlobalOptions } from './connection/settings.ts';
import { addDeadVerbs } from './dead/add-dead-verbs.ts';
import { demo, type DemoOptions } from './demo/demo-verb.ts';
import { doctor } from './doctor/doctor-verb.ts';
import { ExitCode } from './exit-code.ts';
import { readCount, readPositive } from './input/readers.ts';
import { addOrderVerbs } from './order/add-order-verbs.ts';
import { addPaymentVerbs } from './payment/add-payment-verbs.ts';
import { addProductVerbs } from './product/add-product-verbs.ts';
import { seed } from './seed/seed-verb.ts';
import { addStockVerbs } from './stock/add-stock-verbs.ts';
import type { Start, Verb } from './verb.ts';

/** Runs a verb with the global options as they were given. */
export type Perform = (options: GlobalOptions, verb: Verb) => Promise<void>;

const EXIT_CODES = `
Exit codes:
  ${ExitCode.ok}  done
  ${ExitCode.rejected}  refused, or ended otherwise than it should
  ${ExitCode.usage}  wrong usage; nothing was done
  ${ExitCode.unreachable}  NATS or a service cannot be reached
  ${ExitCode.timedOut}  not in time`;

/** All verbs of `murmur`, in the order of its help. */
export function buildProgram(perform: Perform): Command {
  const program = new Command('murmur')
    .description('Speaks with the shop: commands, questions, events, operation.')
    .version('0.1.0')
    .option('--server <url>', 'NATS server; else MURMURATION_URL, else the local run (npm start)')
    .option('--user <name>', 'user of the server; else MURMURATION_USER')
    .option('--password <secret>', 'its password; else MURMURATION_PASSWORD')
    .option('--timeout <seconds>', 'how long to wait before giving up', readPositive)
    .option(
      '--json',
      'JSON on standard output (JSON lines from order watch, conformance --follow and demo), errors too',
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXIT_CODES);
  const start = (verb: Verb): Promise<void> => perform(program.opts<GlobalOptions>(), verb);
  addOrderVerbs(program, start);
  addProductVerbs(program, start);
  addStockVerbs(program, start);
  addPaymentVerbs(program, start);
  addCustomerVerbs(program, start);
  addDeadVerbs(program, start);
  addBrokerVerbs(program, start);
  addAuditVerb(program, start);
  addConformanceVerb(program, start);
  addShopVerbs(program, start);
  return program;
}

function addShopVerbs(program: Command, start: Start): void {
  program
    .command('seed')
    .description(
      'fill the shop with a demonstration catalogue and customers; a second run changes nothing (--timeout 60)',
    )
    .action(() => start((session) => seed(session)));
  program
    .command('demo')
    .description(
      'place orders that show every outcome, and check each (--timeout 60 for each order)',
    )
    .option('--orders <count>', 'how many', readCount, 40)
    .option('--rate <number>', 'orders a second', readPositive, 10)
    .action((options: DemoOptions) => start((session) => demo(session, options)));
  program
    .command('env')
    .description('print what the nats command line needs: eval "$(npx murmur env)"')
    .action(() => start((session) => env(session)));
  program
    .command('doctor')
    .description('check everything that the shop needs, and say how to mend it')
    .action(() => start((session) => doctor(session)));
}
