import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { NotThere, TimedOut } from '../output/failure.ts';
import { count, facts, table } from '../output/table.ts';
import { poll } from '../poll.ts';
import type { RedriveJob } from './dead-letters.ts';
import { endOf, fromServices } from './from-services.ts';
import { lettersOf, nameOf, readWhich, type WhichOptions } from './which-letters.ts';

export interface RedriveOptions extends WhichOptions {
  readonly rate?: number;
  readonly ramp?: true | readonly number[];
  readonly stopAbove?: number;
  readonly dryRun?: boolean;
  readonly watch?: true;
  readonly by?: string;
}

const WATCH_LIMIT_MS = 3_600_000;

/**
 * Lets a service hand dead letters back to their reactions, in steps.
 * @throws UsageError unless it is said which
 */
export async function redriveDead(
  session: Session,
  service: string,
  { rate, ramp, stopAbove, dryRun = false, watch, ...options }: RedriveOptions,
): Promise<ExitCode> {
  const which = readWhich(options);
  const letters = await lettersOf(session, service);
  const by = nameOf(options);
  const asked = await letters.redrive({ ...which, rate, ramp, stopAbove, dryRun, by });
  const { job } = asked;
  if (asked.letters === 0 && which.id !== undefined) {
    throw new NotThere(`${service} has no open dead letter ${which.id}`);
  }
  if (job === null) {
    const text = `${count(asked.letters, 'dead letter')} of ${service} would be redriven`;
    session.printer.document(asked, text);
    return ExitCode.ok;
  }
  if (watch === true) return await watchJob(session, service, job.id);
  const follow = `murmur dead jobs ${service} --id ${job.id} --watch`;
  const text = `${count(asked.letters, 'dead letter')} of ${service} to be redriven; to follow it: ${follow}`;
  session.printer.document(asked, text);
  return ExitCode.ok;
}

/** Follows a redrive to its end; ends with 1 when it was stopped or letters failed again. */
async function watchJob(session: Session, service: string, id: string): Promise<ExitCode> {
  const letters = await lettersOf(session, service);
  const ended = await poll(async () => {
    const [job] = await letters.jobs({ id });
    if (job === undefined) throw new NotThere(`${service} has no redrive ${id}`);
    session.printer.progress(progressText(job));
    return job.status === 'running' ? undefined : job;
  }, session.timeoutMs(WATCH_LIMIT_MS));
  if (ended === undefined) {
    throw new TimedOut(
      `redrive ${id} goes on; to follow it: murmur dead jobs ${service} --id ${id} --watch`,
    );
  }
  session.printer.document({ job: ended }, jobText(ended));
  return ended.status === 'done' && ended.failed === 0 ? ExitCode.ok : ExitCode.rejected;
}

const progressText = ({ step, delivered, failed, total }: RedriveJob): string =>
  `step ${step + 1}: ${delivered} of ${total} delivered, ${failed} failed again`;

function jobText(job: RedriveJob): string {
  return facts([
    ['redrive', job.id],
    ['status', job.status],
    ['because', job.note],
    ['delivered', `${job.delivered} of ${job.total}`],
    ['failed again', String(job.failed)],
    ['steps', `${job.step}, of ${job.ramp.join(', ')} letters`],
    ['asked for', `${job.requestedAt} by ${job.requestedBy}`],
    ['ended', job.finishedAt ?? ''],
  ]);
}

export interface JobsOptions {
  readonly id?: string;
  readonly watch?: true;
}

/** Lists redrives, or shows or follows one. */
export async function listJobs(
  session: Session,
  service: string | undefined,
  { id, watch }: JobsOptions,
): Promise<ExitCode> {
  if (service !== undefined && id !== undefined) {
    if (watch === true) return await watchJob(session, service, id);
    const [job] = await (await lettersOf(session, service)).jobs({ id });
    if (job === undefined) throw new NotThere(`${service} has no redrive ${id}`);
    session.printer.document({ job }, jobText(job));
    return ExitCode.ok;
  }
  const found = await fromServices(session, service, (letters) =>
    letters.jobs({ ...(id !== undefined && { id }) }),
  );
  const { items, silent } = found;
  session.printer.document({ jobs: items, silent }, jobsText(items));
  return endOf(session, found);
}

function jobsText(jobs: readonly (RedriveJob & { readonly service: string })[]): string {
  if (jobs.length === 0) return 'no redrives';
  const rows = jobs.map((job) => [
    job.service,
    job.id,
    job.status,
    `${job.delivered}/${job.total}`,
    String(job.failed),
    job.requestedAt,
    job.requestedBy,
    job.note,
  ]);
  return table(
    ['service', 'id', 'status', 'delivered', 'failed', 'asked for', 'by', 'because'],
    rows,
    ['delivered', 'failed'],
  );
}

/** Stops a redrive after the step that is under way. */
export async function cancelJob(
  session: Session,
  service: string,
  id: string,
  options: { readonly by?: string },
): Promise<ExitCode> {
  const job = await (await lettersOf(session, service)).cancel(id, nameOf(options));
  session.printer.document({ job }, jobText(job));
  return ExitCode.ok;
}
