import { setTimeout as sleep } from 'node:timers/promises';
import type { Stripe } from 'stripe';
import { CHARGE_EVENTS, type RecordReport, REFUND_FAILED, reportIn } from './stripe-reports.ts';

/*
 * Webhooks get lost: Stripe gives up on an endpoint that is down for days, and sends none that its settings leave out. What has happened it keeps for 30 days, under the ids
 * that its webhooks have; so what is read there is recorded as a webhook's report is, and is known where it was recorded before. (For as long as ids are remembered: later it is recorded
 * once more, and changes nothing.)
 *
 * Nobody but Stripe tells of a refund that has failed: all of those are read. A charge has its call to tell of it, so only those are read whose webhook was not accepted.
 */

const DAY_MS = 24 * 60 * 60 * 1_000;
const KEPT_MS = 30 * DAY_MS;
/** An event may be listed a while after the time that it bears. */
const OVERLAP_MS = 60 * 60 * 1_000;
const AFTER_FAILURE_MS = 60_000;
const LARGEST_PAGE = 100;

export interface StripeCatchUpOptions {
  readonly stripe: Stripe;
  /** From the end of one look to the next, in milliseconds. */
  readonly everyMs: number;
  readonly record: RecordReport;
  readonly log: { warn(about: object, text: string): void };
}

export interface StripeCatchUp {
  /** Looks no more; what is being recorded is finished. */
  close(): Promise<void>;
}

/** Looks again and again for what has happened at Stripe and nobody here has heard: at once for the last 30 days, then for what has come since. */
export function startStripeCatchUp(options: StripeCatchUpOptions): StripeCatchUp {
  const closing = new AbortController();
  const looking = lookUntil(closing.signal, options);
  return {
    close: async () => {
      closing.abort();
      await looking;
    },
  };
}

async function lookUntil(signal: AbortSignal, options: StripeCatchUpOptions): Promise<void> {
  const { everyMs, log } = options;
  let since = Date.now() - KEPT_MS;
  while (!signal.aborted) {
    const begun = Date.now();
    let pauseMs = everyMs;
    try {
      await recordSince(since, signal, options);
      since = begun - OVERLAP_MS;
    } catch (error) {
      log.warn({ err: error }, 'what Stripe has told could not be read; it is tried again');
      pauseMs = Math.min(everyMs, AFTER_FAILURE_MS);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @throws what Stripe or the database refused; what comes after it is recorded all the same, as far as it can be listed */
async function recordSince(
  since: number,
  signal: AbortSignal,
  { stripe, record }: StripeCatchUpOptions,
): Promise<void> {
  const period = { created: { gte: Math.floor(since / 1_000) }, limit: LARGEST_PAGE };
  const questions = [
    { ...period, type: REFUND_FAILED },
    { ...period, types: [...CHARGE_EVENTS], delivery_success: false },
  ];
  const failures: unknown[] = [];
  for (const question of questions) {
    for await (const event of stripe.events.list(question)) {
      if (signal.aborted) return;
      const report = reportIn(event);
      if (report === undefined) continue;
      await record(report, { id: event.id }).catch((error: unknown) => failures.push(error));
    }
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} reports could not be recorded`);
  }
}
