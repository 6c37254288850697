import { z } from 'zod';
import { isDefinite, SAY_WHICH, selection, type Selection } from './letter-selection.ts';

/** How many letters the steps of a ramp take: few at first, so that a cause which is not mended costs little. */
export const RAMP: readonly number[] = [1, 2, 5, 20, 50, 200, 500];
/** The steps of a redrive that nobody has asked to ramp. */
export const EVEN: readonly number[] = [200];

const by = z.string().trim().min(1).max(200);

/** What an operator asks for. */
export const redriveParams = selection
  .extend({
    /** Letters a second at most. */
    rate: z.number().positive().max(100_000).optional(),
    /** The sizes of the steps; true for the usual ones. */
    ramp: z.union([z.literal(true), z.array(z.int().min(1).max(1_000)).min(1).max(50)]).optional(),
    /** The redrive stops when a larger share of a step fails again. */
    stopAbove: z.number().min(0).max(1).default(0.2),
    dryRun: z.boolean().default(false),
    by: by.default('an operator'),
  })
  .refine(isDefinite, SAY_WHICH);
export type RedriveParams = z.infer<typeof redriveParams>;

/** A redrive, as it stands in the database. */
export interface RedriveJob {
  readonly id: string;
  readonly selection: Selection;
  readonly total: number;
  readonly rate: number | null;
  readonly ramp: readonly number[];
  readonly stopAbove: number;
  readonly status: 'running' | 'done' | 'stopped' | 'cancelled';
  readonly step: number;
  readonly delivered: number;
  readonly failed: number;
  readonly note: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

/** A slow job is looked after this often, so that it is cancelled and taken over in time. */
const STEP_SECONDS = 5;

/** How many letters the next step takes. */
export function stepSize({ ramp, step, rate }: Pick<RedriveJob, 'ramp' | 'step' | 'rate'>): number {
  const size = ramp[Math.min(step, ramp.length - 1)] ?? 1;
  return rate === null ? size : Math.max(1, Math.min(size, Math.ceil(rate * STEP_SECONDS)));
}

/** Why a job stops after a step, if it does. */
export function reasonToStop(
  { step, stopAbove }: Pick<RedriveJob, 'step' | 'stopAbove'>,
  letters: number,
  failed: number,
): string | undefined {
  if (failed / letters <= stopAbove) return undefined;
  const share = Math.round(stopAbove * 100);
  return `step ${step + 1}: ${failed} of ${letters} failed again, more than ${share} %`;
}
