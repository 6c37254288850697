import { type Command, Option } from 'commander';
import { readCount, readPositive } from '../input/readers.ts';
import type { Start } from '../verb.ts';
import { groupDead, listDead, type ListOptions, showDead } from './dead-verbs.ts';
import { type DiscardOptions, discardDead, editDead, type EditOptions } from './mend-verbs.ts';
import {
  cancelJob,
  type JobsOptions,
  listJobs,
  redriveDead,
  type RedriveOptions,
} from './redrive-verbs.ts';
import { readJson, readRamp, readShare } from './which-letters.ts';

const BY = 'who does it (default: your name on this machine)';

/** `murmur dead …`. */
export function addDeadVerbs(program: Command, start: Start): void {
  const dead = program
    .command('dead')
    .description('messages that a service gave up on: see, redrive, edit, discard');
  addLookingVerbs(dead, start);
  addRedriveVerbs(dead, start);
  addMendingVerbs(dead, start);
}

function addLookingVerbs(dead: Command, start: Start): void {
  dead
    .command('groups [service]')
    .description('what the open ones died of, by reaction and cause')
    .option('--reaction <name>', 'those of one reaction')
    .action((service: string | undefined, options: { readonly reaction?: string }) =>
      start((session) => groupDead(session, service, options)),
    );
  dead
    .command('list [service]')
    .description('list them, the latest failure first')
    .addOption(
      new Option('--status <status>', 'which')
        .choices(['open', 'redriven', 'discarded'])
        .default('open'),
    )
    .option('--group <fingerprint>', 'those of one group')
    .option('--reaction <name>', 'those of one reaction')
    .option('--limit <count>', 'how many at most', readCount, 200)
    .action((service: string | undefined, options: ListOptions) =>
      start((session) => listDead(session, service, options)),
    );
  dead
    .command('show <service> <id>')
    .description('everything about one of them')
    .option('--payload', 'its body too, with personal data masked')
    .action((service: string, id: string, options: { readonly payload?: boolean }) =>
      start((session) => showDead(session, service, id, options)),
    );
}

/** Which letters a verb is about. */
const selecting = (command: Command): Command =>
  command
    .option('--id <letter>', 'this one')
    .option('--group <fingerprint>', 'all of one group')
    .option('--reaction <name>', 'all of one reaction')
    .option('--all', 'all of the service');

function addRedriveVerbs(dead: Command, start: Start): void {
  selecting(
    dead
      .command('redrive <service>')
      .description(
        'hand them back to their reactions, in steps; the service does it, also after a restart',
      ),
  )
    .option('--rate <number>', 'letters a second at most', readPositive)
    .option('--ramp [sizes]', 'grow from step to step, as in 1,2,5,20 (usual: up to 500)', readRamp)
    .option('--stop-above <share>', 'stop when more of a step fail again (default: 20%)', readShare)
    .option('--dry-run', 'only count them')
    .option('--watch', 'follow it to its end; exits 1 when letters failed again')
    .option('--by <name>', BY)
    .action((service: string, options: RedriveOptions) =>
      start((session) => redriveDead(session, service, options)),
    );
  dead
    .command('jobs [service]')
    .description('redrives, the latest first')
    .option('--id <redrive>', 'this one')
    .option('--watch', 'follow it to its end')
    .action((service: string | undefined, options: JobsOptions) =>
      start((session) => listJobs(session, service, options)),
    );
  dead
    .command('cancel <service> <redrive>')
    .description('stop a redrive after the step that is under way')
    .option('--by <name>', BY)
    .action((service: string, id: string, options: { readonly by?: string }) =>
      start((session) => cancelJob(session, service, id, options)),
    );
}

function addMendingVerbs(dead: Command, start: Start): void {
  dead
    .command('edit <service> <id>')
    .description('let it be redriven with another body; what came is kept beside it')
    .option('--body <json>', 'the whole body, or @file', readJson)
    .option('--patch <json>', 'what changes in it (RFC 7396 merge patch), or @file', readJson)
    .requiredOption('--why <text>', 'why, for whoever looks at it later')
    .option('--by <name>', BY)
    .option('--redrive', 'redrive it at once, and wait for how that ends')
    .action((service: string, id: string, options: EditOptions) =>
      start((session) => editDead(session, service, id, options)),
    );
  selecting(dead.command('discard <service>').description('give them up for good'))
    .requiredOption('--why <text>', 'why, for whoever looks at it later')
    .option('--dry-run', 'only count them')
    .option('--by <name>', BY)
    .action((service: string, options: DiscardOptions) =>
      start((session) => discardDead(session, service, options)),
    );
}
