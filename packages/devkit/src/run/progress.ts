import { z } from 'zod';

/** What a supervisor tells the command that started it, over their channel. */
export const progressSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), name: z.string(), outcome: z.string(), ms: z.number() }),
  z.object({ type: z.literal('notice'), text: z.string() }),
  /** All services answer; for a run of the infrastructure alone: they may start. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('already-running') }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type Progress = z.infer<typeof progressSchema>;

/** What the command answers: from now on the run goes on without it. */
export const orderSchema = z.object({ type: z.literal('detach') });
export type Order = z.infer<typeof orderSchema>;
