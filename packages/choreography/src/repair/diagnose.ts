import type { SeenStream } from './broker-memory.ts';

/** A stream as the broker has it. */
export interface StreamView {
  readonly created: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Messages that are missing between others. Nothing but damage makes them: the streams' messages go by age alone. */
  readonly removed: number;
}

/**
 * What has become of a stream since a lane last saw it. `recreated`: it is another stream, all that was in the old one is lost. `rolled-back`: its end is lost, and new
 * messages may stand in the old places. `truncated`: the last message is gone, though its place is not. `damaged`: messages in its midst are gone.
 */
export type Finding = 'recreated' | 'rolled-back' | 'truncated' | 'damaged';

/** The id of the message at a place: null when none is there, undefined when it cannot be told. */
export type IdThere = string | null | undefined;

/** Compares what a lane remembers with what it meets; undefined when they agree. What is lost in the midst is found by reading only. */
export function diagnose(
  seen: Readonly<SeenStream>,
  view: StreamView,
  there: IdThere,
): Finding | undefined {
  if (view.created !== seen.created) return 'recreated';
  if (view.lastSequence < seen.sequence) return 'rolled-back';
  if (seen.sequence < view.firstSequence || there === undefined || there === seen.id) {
    // what lies before the first message went by age
    return undefined;
  }
  return there === null ? 'truncated' : 'rolled-back';
}
