import type { Command } from 'commander';
import { readMoment, readPositive } from '../input/readers.ts';
import type { Start } from '../verb.ts';
import type { ConformanceOptions } from './conformance-verb.ts';

const GRACE_SECONDS = 60;

/** `murmur conformance`. */
export function addConformanceVerb(program: Command, start: Start): void {
  program
    .command('conformance')
    .description(
      'compare the events on the stream with what the services declare; changes nothing, and fails when something differs',
    )
    .option('--follow', 'go on with what comes, a line for each finding (until --timeout, or ^C)')
    .option(
      '--since <moment>',
      'leave out what is older: 15m, 2h, 7d, or an ISO 8601 moment',
      readMoment,
    )
    .option(
      '--grace <seconds>',
      'how long after its deadline a saga may end, and an event come before its cause',
      readPositive,
      GRACE_SECONDS,
    )
    .action((options: ConformanceOptions) =>
      start(async (session) => {
        // the services' definitions take a moment to load: only for who compares with them
        const { checkConformance } = await import('./conformance-verb.ts');
        return await checkConformance(session, options);
      }),
    );
}
