import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { type KeptEnd, keptDelivery } from './kept-delivery.ts';
import type { Redeliver } from './redeliver.ts';
import { reasonToStop, type RedriveJob, stepSize } from './redrive-job.ts';
import {
  concludeLetters,
  isUnderWay,
  leaseJob,
  LETTER_SECONDS,
  recordStep,
  returnLetters,
  type TakenLetter,
  takeLetters,
} from './redrive-job-store.ts';

interface Ground {
  readonly sql: postgres.Sql;
  readonly log: Logger;
  /** Tells processes apart. */
  readonly owner: string;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
  /** Called after each step: what waited behind a letter can go on. */
  readonly onStep: () => void;
}

type Ends = ReadonlyMap<TakenLetter, KeptEnd>;

/** Carries out redrives, step by step, each step recorded: whoever comes after a crash goes on from there (D4). */
export class RedriveRunner {
  private readonly ground: Ground;
  private readonly redeliver: Redeliver;

  constructor(ground: Ground, redeliver: Redeliver) {
    this.ground = ground;
    this.redeliver = redeliver;
  }

  /** Works until there is nothing to do for the moment, or the service stops. */
  async run(): Promise<void> {
    const { sql, owner, stopping } = this.ground;
    while (!stopping.aborted) {
      const job = await leaseJob(sql, owner);
      if (job === undefined) return;
      if (!(await this.step(job))) return;
    }
  }

  /** Whether there may be more to do at once. */
  private async step(job: RedriveJob): Promise<boolean> {
    const { sql, log } = this.ground;
    const letters = await takeLetters(sql, job, stepSize(job));
    if (letters.length === 0) {
      // what a step has taken up and could not conclude is due again when its time is over
      if (await isUnderWay(sql, job)) return false;
      await recordStep(sql, job, { status: 'done', note: '' });
      log.info({ redrive: job.id }, 'a redrive is done');
      return true;
    }
    const ends = await this.deliver(job, letters);
    const failed = await this.conclude(job, letters, ends);
    this.ground.onStep();
    if (this.ground.stopping.aborted) return false;
    const note = reasonToStop(job, letters.length, failed);
    await recordStep(sql, job, note === undefined ? undefined : { status: 'stopped', note });
    log.info({ redrive: job.id, step: job.step, letters: letters.length, failed }, 'redriven');
    if (note !== undefined) log.warn({ redrive: job.id, note }, 'a redrive has stopped');
    return true;
  }

  /** Settles what came of a step; returns how many have failed. */
  private async conclude(
    job: RedriveJob,
    letters: readonly TakenLetter[],
    ends: Ends,
  ): Promise<number> {
    const { sql, stopping } = this.ground;
    const delivered = letters.filter((letter) => ends.get(letter) === 'delivered').map(idOf);
    const others = letters.filter((letter) => ends.get(letter) !== 'delivered');
    const failed = others.filter((letter) => ends.get(letter) === 'failed').map(idOf);
    if (!stopping.aborted) await concludeLetters(sql, job, delivered, others.map(idOf));
    else {
      await concludeLetters(sql, job, delivered, failed);
      const untold = others.filter((letter) => ends.get(letter) !== 'failed').map(idOf);
      await returnLetters(sql, job, untold);
    }
    return others.length;
  }

  /** Hands letters to their reactions at the job's rate, and waits until each has ended or its time is over. */
  private async deliver(job: RedriveJob, letters: readonly TakenLetter[]): Promise<Ends> {
    const ends = new Map<TakenLetter, KeptEnd>();
    const all = Promise.withResolvers<void>();
    const onEnd = (letter: TakenLetter, end: KeptEnd): void => {
      if (ends.has(letter)) return;
      ends.set(letter, end);
      if (ends.size === letters.length) all.resolve();
    };
    const { stopping } = this.ground;
    for (const letter of letters) {
      if (stopping.aborted) break;
      this.hand(job, letter, (end) => onEnd(letter, end));
      if (job.rate !== null) await pause(1_000 / job.rate, stopping);
    }
    const patience = new AbortController();
    const limit = AbortSignal.any([stopping, patience.signal]);
    await Promise.race([all.promise, pause(LETTER_SECONDS * 1_000, limit)]);
    patience.abort();
    return ends;
  }

  private hand(job: RedriveJob, letter: TakenLetter, onEnd: (end: KeptEnd) => void): void {
    const kept = { as: 'dead letter', letterId: letter.id, by: job.requestedBy } as const;
    // it was delivered before, when it failed
    const delivery = keptDelivery(letter, { kept, attempt: 2, onEnd });
    try {
      this.redeliver(letter.reaction, delivery);
    } catch (error) {
      this.ground.log.error({ err: error, deadLetter: letter.id }, 'a dead letter has no reaction');
      onEnd('put back');
    }
  }
}

const idOf = ({ id }: TakenLetter): string => id;

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
