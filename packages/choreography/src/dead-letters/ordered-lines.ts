import type { Delivery } from '../batch/delivery.ts';
import { inboxKey, type InboxEntry } from '../batch/inbox.ts';
import type { AnyReaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import type { Pipeline } from '../postgres/pipeline.ts';
import {
  advanceLines,
  leave,
  type Line,
  park,
  type Parked,
  type Passed,
  type Verdict,
  type Verdicts,
} from './line-statements.ts';

interface Work {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: AnyReaction;
}

/** Time to say what becomes of a message that has just failed; if nobody does, its process is gone, and another one takes it up. */
const LEASE_MS = 30_000;
/** Who is told to have settled a dead letter whose message came by itself once more. */
const NOBODY = 'delivered again';

/**
 * The lines of one batch: who has to wait, and what is to be written when the batch is committed. The locks of the lines are held from the claim to the commit, so what is
 * decided here holds for all processes (O1); nothing is written as long as nothing fails (O4).
 */
export class OrderedLines {
  private readonly verdicts: Verdicts;
  private readonly stuck = new Set<string>();
  private readonly advanced = new Set<string>();
  private readonly touched = new Map<string, Line>();
  private readonly parked: Parked[] = [];
  private readonly passed: Passed[] = [];
  private readonly back: Delivery[] = [];

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  /** The entries that nobody has seen before. */
  fresh(): Set<string> {
    return new Set([...this.verdicts].flatMap(([key, verdict]) => (isClaimed(verdict) ? key : [])));
  }

  /** Deliveries of kept messages whose turn it is not: they stay where they are kept. */
  get putBack(): readonly Delivery[] {
    return this.back;
  }

  /** Whether a message has to wait; it is kept in its line then. */
  mustWait(work: Work, isFresh: boolean): boolean {
    const line = lineOf(work);
    if (line === undefined || !this.isHeld(work, line, isFresh)) return false;
    if (work.delivery.kept === undefined) this.keep(work, line, 0);
    else this.back.push(work.delivery);
    return true;
  }

  /** A message was handled, now or before: its line goes on. */
  done(work: Work): void {
    const line = lineOf(work);
    const verdict = this.verdicts.get(keyOf(work));
    if (line === undefined || verdict === undefined || verdict === 'fresh') return;
    const { kept } = work.delivery;
    const by = kept?.as === 'dead letter' ? kept.by : NOBODY;
    this.passed.push({ ...line, messageId: work.message.id, by });
    this.advanced.add(nameOf(line));
    this.touch(line);
  }

  /** A message has failed: from here on its line waits. */
  failed(work: Work): void {
    const line = lineOf(work);
    if (line === undefined) return;
    this.stuck.add(nameOf(line));
    // a dead letter that fails again is a dead letter still, and its line waits already
    if (work.delivery.kept?.as !== 'dead letter') this.keep(work, line, LEASE_MS);
  }

  /** Writes what has changed; nothing as long as all goes well. */
  save(pipeline: Pipeline): void {
    if (this.passed.length > 0) leave(pipeline, this.passed);
    if (this.parked.length > 0) park(pipeline, this.parked);
    if (this.touched.size > 0) advanceLines(pipeline, [...this.touched.values()]);
  }

  private isHeld(work: Work, line: Line, isFresh: boolean): boolean {
    const verdict = this.verdicts.get(keyOf(work));
    if (verdict === 'held') return true;
    if (!isFresh) return false;
    if (this.stuck.has(nameOf(line))) return true;
    return verdict === 'behind' && !this.advanced.has(nameOf(line));
  }

  private keep({ delivery, message }: Work, line: Line, delayMs: number): void {
    this.parked.push({ ...line, messageId: message.id, delivery, delayMs });
    this.touch(line);
  }

  private touch(line: Line): void {
    this.touched.set(nameOf(line), line);
  }
}

/** The line that a message belongs to, if its reaction asks for order. */
export const lineOf = ({
  message,
  reaction,
}: Pick<Work, 'message' | 'reaction'>): Line | undefined =>
  reaction.kind === 'pure' && reaction.ordered === true
    ? { reaction: reaction.name, key: message.key }
    : undefined;

const nameOf = ({ reaction, key }: Line): string => `${reaction} ${key}`;
const isClaimed = (verdict: Verdict): boolean => verdict !== 'held' && verdict !== 'over';
const keyOf = ({ message, reaction }: Work): string => {
  const entry: InboxEntry = { eventId: message.id, reaction: reaction.name };
  return inboxKey(entry);
};
