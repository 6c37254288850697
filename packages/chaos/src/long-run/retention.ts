/** How long everything is kept, in seconds. */
export interface Retention {
  /** What one partition holds. */
  readonly step: number;
  readonly outbox: number;
  readonly stream: number;
  readonly inbox: number;
}

/** A message of the stream has to be there until it is handled, however busy the machine is. */
const LEAST_STREAM_SECONDS = 30;
/** By so much the inbox exceeds what it has to; see the check of the settings. */
const MARGIN_SECONDS = 1;
const STEPS = 1.5;
const HOUR = 3_600;

/** Everything that follows from how long the outbox keeps its rows. */
export function retentionOf(outbox: number): Retention {
  const step = Math.max(1, Math.floor(outbox / 4));
  const stream = Math.max(outbox + step, LEAST_STREAM_SECONDS);
  return {
    step,
    outbox,
    stream,
    inbox: outbox + stream + Math.ceil(step * STEPS) + MARGIN_SECONDS,
  };
}

/** The environment of a service with it. */
export const environmentOf = ({ outbox, stream, inbox }: Retention): Record<string, string> => ({
  OUTBOX_RETENTION_HOURS: String(outbox / HOUR),
  STREAM_MAX_AGE_HOURS: String(stream / HOUR),
  INBOX_RETENTION_HOURS: String(inbox / HOUR),
});

/** How long a table needs until as much goes as comes, in seconds: the retention, the rest of its last partition, and the next look. */
export const steadyAfter = ({ inbox, step }: Retention): number => inbox + step * 2;
