import { z } from 'zod';

const json = z.record(z.string(), z.unknown());

/** A body that was sent once, and what a contract of that time made of it. */
const recordedBody = z.strictObject({
  body: z.unknown(),
  /** The id of the aggregate: it partitions and orders. */
  key: z.string().optional(),
  /** The id of a command. */
  id: z.string().optional(),
  /** The command as its reader saw it, as JSON text: a repeat is told from another wish by it. */
  reads: z.string().optional(),
});
export type RecordedBody = z.infer<typeof recordedBody>;

/** How one may come to a contract, apart from what is said there. */
const door = z.strictObject({
  sentBy: z.string().optional(),
  maxBytes: z.number().optional(),
  access: z.string().optional(),
  askedBy: z.array(z.string()).readonly().optional(),
  http: z
    .strictObject({ method: z.string(), path: z.string(), status: z.number().optional() })
    .optional(),
});
export type Door = z.infer<typeof door>;

/** The parts of a contract: `data` of events and commands, `question` and `answer` of all that is answered. */
export const PARTS = ['data', 'question', 'answer'] as const;
export type Part = (typeof PARTS)[number];

/** A contract at one moment, in plain JSON: what a release remembers of it. */
export const contractRecord = z.strictObject({
  name: z.string(),
  kind: z.enum(['event', 'command', 'query', 'request', 'outcome']),
  type: z.string(),
  version: z.int(),
  senders: z.array(z.string()).readonly(),
  receivers: z.array(z.string()).readonly(),
  door,
  schemas: z.partialRecord(z.enum(PARTS), json),
  examples: z.array(recordedBody),
});
export type ContractRecord = z.infer<typeof contractRecord>;
export type ContractKind = ContractRecord['kind'];

/** The context that owns a contract: the first word of its type. */
export const contextOf = ({ type }: Pick<ContractRecord, 'type'>): string =>
  type.slice(0, type.indexOf('.'));
