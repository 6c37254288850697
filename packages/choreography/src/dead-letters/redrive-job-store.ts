import type postgres from 'postgres';
import { newId } from '../messaging/ids.ts';
import { RequestError } from '../queries/request-error.ts';
import type { KeptMessage } from './kept-delivery.ts';
import { type Selection, selects } from './letter-selection.ts';
import { EVEN, RAMP, type RedriveJob, type RedriveParams } from './redrive-job.ts';

/** A letter that a step has taken up. */
export interface TakenLetter extends KeptMessage {
  readonly id: string;
}

/** How long a process has for a step; after that another one takes the job over, and what was not settled is delivered again. In seconds. */
export const LEASE_SECONDS = 60;
/** A step holds its letters in memory: no more than fit into so many bytes, or one. */
const MOST_BYTES = 16_000_000;
/** How long a letter may take; then it counts as failed. In seconds. */
export const LETTER_SECONDS = 120;

const COLUMNS = `id, selection, total, rate, ramp, stop_above as "stopAbove", status, step, delivered, failed, note, requested_by as "requestedBy",
  requested_at as "requestedAt", finished_at as "finishedAt"`;

/** Writes down what an operator has asked for; some process of the service takes it up. */
export async function createJob(
  sql: postgres.Sql,
  { by, rate, ramp, stopAbove, id, group, reaction, all }: Omit<RedriveParams, 'dryRun'>,
): Promise<RedriveJob> {
  const chosen = { id, group, reaction, all };
  const total = await countOpen(sql, chosen);
  const sizes = ramp === true ? RAMP : (ramp ?? EVEN);
  const [job] = await sql<RedriveJob[]>`
    insert into redrive_job (id, selection, total, rate, ramp, stop_above, requested_by)
    values (${newId()}, ${JSON.stringify(chosen)}::text::json, ${total}, ${rate ?? null}, ${[...sizes]}::integer[], ${stopAbove}, ${by})
    returning ${sql.unsafe(COLUMNS)}`;
  if (job === undefined) throw new Error('the job was not written');
  return job;
}

export async function countOpen(sql: postgres.Sql, chosen: Selection): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from dead_letter where ${selects(sql, chosen)}`;
  return row?.count ?? 0;
}

/** The reactions whose letters are chosen. */
export async function reactionsOf(
  sql: postgres.Sql,
  chosen: Selection,
): Promise<readonly string[]> {
  const rows = await sql<{ reaction: string }[]>`
    select distinct reaction from dead_letter where ${selects(sql, chosen)}`;
  return rows.map(({ reaction }) => reaction);
}

/** Jobs, the latest first. */
export async function listJobs(
  sql: postgres.Sql,
  { id, limit }: { id?: string | undefined; limit: number },
): Promise<readonly RedriveJob[]> {
  return await sql<RedriveJob[]>`
    select ${sql.unsafe(COLUMNS)} from redrive_job where ${id ?? null}::uuid is null or id = ${id ?? null}
    order by requested_at desc, id desc limit ${limit}`;
}

/** Cancels a job that runs; what its step has taken up is still delivered. */
export async function cancelJob(sql: postgres.Sql, id: string, by: string): Promise<RedriveJob> {
  const [cancelled] = await sql<RedriveJob[]>`
    update redrive_job set status = 'cancelled', note = ${`by ${by}`}, finished_at = now() where id = ${id} and status = 'running'
    returning ${sql.unsafe(COLUMNS)}`;
  if (cancelled !== undefined) return cancelled;
  const [job] = await listJobs(sql, { id, limit: 1 });
  if (job === undefined) throw new RequestError(404, `there is no redrive ${id}`);
  throw new RequestError(409, `redrive ${id} is ${job.status} already`);
}

/** Takes the lease of a job that nobody works at, or keeps an own one; the oldest first. */
export async function leaseJob(sql: postgres.Sql, owner: string): Promise<RedriveJob | undefined> {
  const [job] = await sql<RedriveJob[]>`
    update redrive_job set owner = ${owner}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS + LETTER_SECONDS})
    where id = (
      select id from redrive_job where status = 'running' and (owner = ${owner} or leased_until < now())
      order by requested_at, id limit 1 for update skip locked)
    returning ${sql.unsafe(COLUMNS)}`;
  return job;
}

/** Lets others have the jobs of a process that stops. */
export async function releaseJobs(sql: postgres.Sql, owner: string): Promise<void> {
  await sql`update redrive_job set leased_until = '-infinity', owner = null where owner = ${owner} and status = 'running'`;
}

/**
 * Takes up the next letters of a job, those that have waited longest first. Each is taken once; one whose process has died in between, again. Letters that were buried
 * after the job was asked for are left out, so that it comes to an end.
 */
export async function takeLetters(
  sql: postgres.Sql,
  job: RedriveJob,
  most: number,
): Promise<readonly TakenLetter[]> {
  return await sql<TakenLetter[]>`
    with chosen as (
      select id from dead_letter where ${selects(sql, job.selection)}
        and (redriving_until is null or redriving_until <= now())
        and case when redrive_job = ${job.id} then redriving_until is not null else last_failed_at <= (select requested_at from redrive_job where id = ${job.id}) end
      order by first_failed_at, id limit ${most}
    ), weighed as (
      select id, row_number() over in_turn as turn, sum(length(payload)) over in_turn as bytes
      from chosen join dead_letter using (id) window in_turn as (order by first_failed_at, id)
    ), taken as (
      update dead_letter d set redrive_job = ${job.id}, redriving_until = now() + make_interval(secs => ${LETTER_SECONDS})
      from weighed w where d.id = w.id and (w.turn = 1 or w.bytes <= ${MOST_BYTES})
      returning d.id, d.reaction, d.subject, d.position, d.headers, d.payload, d.edits, d.first_failed_at
    )
    select id, reaction, subject, position, headers,
      coalesce(decode(edits -> -1 ->> 'payload', 'base64'), payload) as payload
    from taken order by first_failed_at, id`;
}

/** Whether letters of a job are taken up, and nothing has been recorded of what came of them. */
export async function isUnderWay(sql: postgres.Sql, job: RedriveJob): Promise<boolean> {
  const [row] = await sql<{ is: boolean }[]>`
    select exists (select from dead_letter where redrive_job = ${job.id} and redriving_until > now()) as is`;
  return row?.is === true;
}

/** Letters that were delivered are settled; the others stay open and are not taken again by this job. */
export async function concludeLetters(
  sql: postgres.Sql,
  job: RedriveJob,
  delivered: readonly string[],
  open: readonly string[],
): Promise<void> {
  if (delivered.length > 0) {
    await sql`select settle_dead_letters(${[...delivered]}::uuid[], 'redriven', ${job.requestedBy}, '')`;
  }
  if (open.length > 0) {
    await sql`update dead_letter set redriving_until = null where id = any(${[...open]}) and redrive_job = ${job.id}`;
  }
}

/** Gives letters back that were not delivered because the process stops: whoever goes on with the job takes them at once. */
export async function returnLetters(
  sql: postgres.Sql,
  job: RedriveJob,
  letters: readonly string[],
): Promise<void> {
  await sql`update dead_letter set redriving_until = now() where id = any(${[...letters]}) and redrive_job = ${job.id}`;
}

/** Records a step. The figures are counted anew from the letters, so that a step whose process has died is in them too. */
export async function recordStep(
  sql: postgres.Sql,
  job: RedriveJob,
  end?: { readonly status: 'done' | 'stopped'; readonly note: string },
): Promise<void> {
  await sql`
    update redrive_job j set
      step = step + ${end?.status === 'done' ? 0 : 1},
      delivered = (select count(*) from dead_letter_settled s where s.redrive_job = j.id and s.status = 'redriven'),
      failed = (select count(*) from dead_letter d where d.redrive_job = j.id and d.redriving_until is null),
      status = coalesce(${end?.status ?? null}, status), note = coalesce(${end?.note ?? null}, note),
      finished_at = case when ${end !== undefined} then now() end
    where id = ${job.id} and status = 'running'`;
}
