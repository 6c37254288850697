import type { Command } from 'commander';
import { readCount } from '../input/readers.ts';
import type { Start } from '../verb.ts';
import { listRepairs } from './broker-verbs.ts';

/** `murmur broker …`. */
export function addBrokerVerbs(program: Command, start: Start): void {
  const broker = program.command('broker').description('what has happened to the broker');
  broker
    .command('repairs [service]')
    .description('list when it had lost messages, and what was published again')
    .option('--hours <count>', 'only of the last hours', readCount)
    .action((service: string | undefined, options: { readonly hours?: number }) =>
      start((session) => listRepairs(session, service, options)),
    );
}
