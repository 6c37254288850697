import type { Command } from 'commander';
import type { Start } from '../verb.ts';
import type { Redrive } from './dead-letters.ts';
import { listDead, redriveDead } from './dead-verbs.ts';

/** `murmur dead …`. */
export function addDeadVerbs(program: Command, start: Start): void {
  const dead = program.command('dead').description('messages that a service gave up on');
  dead
    .command('list [service]')
    .description('list the open ones')
    .action((service: string | undefined) => start((session) => listDead(session, service)));
  dead
    .command('redrive <service>')
    .description('hand them back to their reactions')
    .option('--id <letter>', 'this one')
    .option('--reaction <name>', 'all of one reaction')
    .option('--all', 'all of the service')
    .action((service: string, which: Redrive) =>
      start((session) => redriveDead(session, service, which)),
    );
}
