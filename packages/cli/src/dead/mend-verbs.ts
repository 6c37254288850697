import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { NotThere, UsageError } from '../output/failure.ts';
import { count } from '../output/table.ts';
import { letterText } from './dead-verbs.ts';
import { redriveDead } from './redrive-verbs.ts';
import { lettersOf, nameOf, readWhich, type WhichOptions } from './which-letters.ts';

export interface EditOptions {
  readonly body?: unknown;
  readonly patch?: unknown;
  readonly why: string;
  readonly by?: string;
  readonly redrive?: true;
}

/**
 * Puts another body in place of the one that failed, and with --redrive lets the letter be delivered with it.
 * @throws UsageError unless exactly one of --body and --patch is given
 */
export async function editDead(
  session: Session,
  service: string,
  id: string,
  { body, patch, why, redrive, ...options }: EditOptions,
): Promise<ExitCode> {
  if ((body === undefined) === (patch === undefined)) {
    throw new UsageError('give one of --body and --patch');
  }
  const by = nameOf(options);
  const letter = await (await lettersOf(session, service)).edit({ id, body, patch, why, by });
  if (redrive === true) return await redriveDead(session, service, { id, by, watch: true });
  session.printer.document({ service, deadLetter: letter }, letterText(letter));
  return ExitCode.ok;
}

export interface DiscardOptions extends WhichOptions {
  readonly why: string;
  readonly by?: string;
  readonly dryRun?: boolean;
}

/**
 * Gives letters up for good.
 * @throws UsageError unless it is said which
 */
export async function discardDead(
  session: Session,
  service: string,
  { why, dryRun = false, ...options }: DiscardOptions,
): Promise<ExitCode> {
  const which = readWhich(options);
  const letters = await lettersOf(session, service);
  const done = await letters.discard({ ...which, why, dryRun, by: nameOf(options) });
  if (done.letters === 0 && which.id !== undefined) {
    throw new NotThere(`${service} has no open dead letter ${which.id}`);
  }
  const verb = dryRun ? 'would be discarded' : 'discarded';
  session.printer.document(done, `${count(done.letters, 'dead letter')} of ${service} ${verb}`);
  return ExitCode.ok;
}
