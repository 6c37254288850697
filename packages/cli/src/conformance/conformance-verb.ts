import { setTimeout as sleep } from 'node:timers/promises';
import {
  buildGraph,
  ConformanceObserver,
  type Deviation,
  findingText,
  type Graph,
  shopChoreography,
} from '@murmuration/choreography-graph';
import { type Murmuration, MurmurationError } from '@murmuration/client';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { count } from '../output/table.ts';
import { connectAsObserver } from './connect-as-observer.ts';

export interface ConformanceOptions {
  readonly follow?: true;
  readonly since?: Date;
  /** Seconds. */
  readonly grace: number;
}

/** What was read so far, and what was found in it. */
interface Watch {
  readonly graph: Graph;
  readonly options: ConformanceOptions;
  observer?: ConformanceObserver;
  events: number;
  /** The place of the last event. */
  last?: number;
  readonly found: Deviation[];
}

const MS = 1_000;
const LOOK_EVERY_MS = 500;

/**
 * Compares what the stream of events holds, and with `--follow` what comes, with what the services declare. Reads as somebody who can change nothing.
 * @throws NotStored, NotAllowed, NotConnected, CredentialsRefused
 */
export async function checkConformance(
  session: Session,
  options: ConformanceOptions,
): Promise<ExitCode> {
  const client = await connectAsObserver(session);
  const watch: Watch = { graph: buildGraph(shopChoreography()), options, events: 0, found: [] };
  try {
    await read(session, client, watch);
    if (options.follow === true) await goOn(session, client, watch);
  } finally {
    await client.close();
  }
  sayHowItWas(session, watch);
  return watch.found.length === 0 ? ExitCode.ok : ExitCode.rejected;
}

/** Reads from where it was left to the end of the stream. */
async function read(session: Session, client: Murmuration, watch: Watch): Promise<void> {
  const { graph, options, last } = watch;
  const { since: asked, grace } = options;
  const place = last === undefined ? asked && { since: asked } : { after: last };
  for await (const event of client.stored(place)) {
    const since = asked ?? event.storedAt;
    watch.observer ??= new ConformanceObserver(graph, { since, graceMs: grace * MS });
    watch.events++;
    watch.last = event.sequence;
    for (const one of watch.observer.see(event)) tell(session, watch, one);
  }
  for (const one of watch.observer?.overdueAt(new Date()) ?? []) tell(session, watch, one);
}

function tell({ printer }: Session, { options, found }: Watch, deviation: Deviation): void {
  found.push(deviation);
  if (options.follow === true) printer.line(deviation, findingText(deviation));
}

/** Looks again and again, also past an outage of the broker, until the time is over or somebody interrupts it. */
async function goOn(session: Session, client: Murmuration, watch: Watch): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end);
  const limitMs = session.timeoutMs(Infinity);
  const timer = Number.isFinite(limitMs) ? setTimeout(end, limitMs) : undefined;
  session.printer.note(`${summary(watch)}; following`);
  try {
    while (!stop.signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      await readOrWait(session, client, watch);
    }
  } finally {
    process.off('SIGINT', end);
    clearTimeout(timer);
  }
}

async function readOrWait(session: Session, client: Murmuration, watch: Watch): Promise<void> {
  try {
    await read(session, client, watch);
  } catch (error) {
    if (!(error instanceof MurmurationError)) throw error;
    session.printer.note(`${error.message} (it is tried again)`);
  }
}

function sayHowItWas({ printer }: Session, watch: Watch): void {
  const { options, events, observer, found } = watch;
  if (options.follow === true) return printer.note(summary(watch));
  const document = { events, openSagas: observer?.openStories ?? 0, deviations: found };
  printer.document(document, [...found.map(findingText), summary(watch)].join('\n'));
}

function summary({ events, observer, found }: Watch): string {
  const open = observer?.openStories ?? 0;
  const verdict = found.length === 0 ? 'everything is as declared' : count(found.length, 'finding');
  return `${count(events, 'event')}, ${count(open, 'saga')} under way: ${verdict}`;
}
