import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import type { ServicePlan } from '../batch/service-plan.ts';
import { newId } from '../messaging/ids.ts';
import { LineDrainer } from './line-drainer.ts';
import type { Redeliver } from './redeliver.ts';
import { releaseJobs } from './redrive-job-store.ts';
import { RedriveRunner } from './redrive-runner.ts';

const POLL_MS = 1_000;
const LEAST_PAUSE_MS = 10;
/** Letters whose messages came by themselves once more, and were handled, are looked for this often. */
const SWEEP_MS = 300_000;

interface Ground {
  readonly sql: postgres.Sql;
  readonly plan: ServicePlan;
  readonly log: Logger;
}

/** Sees to what the service keeps for later: redrives that operators have asked for, and messages that wait in line. Any number of processes may do so at once. */
export class DeadLetterKeeper {
  private readonly ground: Ground;
  private readonly owner = newId();
  private readonly stopped = new AbortController();
  private readonly lines: LineDrainer;
  private readonly redrives: RedriveRunner;
  private redriving: Promise<void> | undefined;
  private alarm = new AbortController();
  private sweptAt = 0;
  private readonly running: Promise<void>;

  constructor(ground: Ground, redeliver: Redeliver) {
    this.ground = ground;
    const { sql, log } = ground;
    const stopping = this.stopped.signal;
    this.lines = new LineDrainer(ground, redeliver, () => this.wake());
    const { owner } = this;
    const onStep = (): void => this.wake();
    this.redrives = new RedriveRunner({ sql, log, owner, stopping, onStep }, redeliver);
    this.running = this.run();
  }

  /** There is something to do now. */
  wake(): void {
    this.alarm.abort();
  }

  /** Takes nothing new and leaves what is under way to other processes. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.running;
    await this.redriving;
    await releaseJobs(this.ground.sql, this.owner).catch(() => undefined);
  }

  private async run(): Promise<void> {
    await this.lines.adopt().catch((error: unknown) => this.complain(error));
    while (!this.stopped.signal.aborted) {
      this.alarm = new AbortController();
      let pauseMs = POLL_MS;
      try {
        const inMs = await this.look();
        pauseMs = Math.min(Math.max(inMs ?? POLL_MS, LEAST_PAUSE_MS), POLL_MS);
      } catch (error) {
        this.complain(error);
      }
      await sleep(pauseMs, undefined, { signal: this.alarm.signal }).catch(() => undefined);
    }
  }

  /** Resolves to when to look again, in milliseconds; undefined when there is no saying. */
  private async look(): Promise<number | undefined> {
    const { sql } = this.ground;
    const [work] = await sql<{ jobs: boolean; lines: boolean }[]>`
      select exists (select from redrive_job where status = 'running' and (leased_until < now() or owner = ${this.owner})) as jobs,
        exists (select from waiting_message) as lines`;
    if (work?.jobs === true) {
      this.redriving ??= this.redrives
        .run()
        .catch((error: unknown) => this.complain(error))
        .finally(() => (this.redriving = undefined));
    }
    if (Date.now() - this.sweptAt > SWEEP_MS) await this.sweep();
    return work?.lines === true ? await this.lines.drain() : undefined;
  }

  /** A message may come once more by itself after it was buried: its stream was filled anew. Lines see to theirs in their own transactions. */
  private async sweep(): Promise<void> {
    this.sweptAt = Date.now();
    await this.ground.sql`
      select settle_dead_letters(array(
        select d.id from dead_letter d join inbox i on i.reaction = d.reaction
          and i.event_id = case when d.message_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then d.message_id::uuid end
        where (d.redriving_until is null or d.redriving_until <= now()) and not exists (select from held_key h where h.reaction = d.reaction and h.key = d.key)
      ), 'redriven', 'delivered again', '')`;
    await this.ground.sql`delete from redrive_job where finished_at < now() - interval '90 days'`;
  }

  private complain(error: unknown): void {
    if (this.stopped.signal.aborted) return;
    this.ground.log.warn({ err: error }, 'dead letters could not be looked after; tried again');
  }
}
