import { getOrder } from '@murmuration/contracts';
import type { Murmuration, SeenEvent } from '@murmuration/client';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { TimedOut } from '../output/failure.ts';
import { poll } from '../poll.ts';
import { eventLine } from './describe-event.ts';
import { isSettled, takePicture } from './order-picture.ts';
import { isOver, isTold, type OrderStory, tell, untold } from './order-story.ts';

const WATCH_TIMEOUT_MS = 60_000;
// The end of an order does not wait for mail, and its owners may know of it before the stream does; the watcher waits
// for a moment to show the whole story.
const GRACE_MS = 2_000;
const ASK_TIMEOUT_MS = 2_000;
const MARGIN_MS = 60_000;

/** Prints each event of one order as it comes, until its story has ended. */
export async function watchOrder(
  session: Session,
  orderId: string,
  since?: Date,
): Promise<ExitCode> {
  const client = await session.client();
  const limitMs = session.timeoutMs(WATCH_TIMEOUT_MS);
  const start = since ?? (await beginning(client, orderId));
  const story = await follow(client, orderId, start, limitMs, (event) =>
    session.printer.line(event, eventLine(event)),
  );
  if (story.isEnded) {
    session.printer.note(ending(orderId, story.told));
    return story.told.end === 'confirmed' ? ExitCode.ok : ExitCode.rejected;
  }
  throw new TimedOut(`order ${orderId} has not come to its end within ${limitMs / 1_000} s`);
}

function ending(orderId: string, { end, captured, refunded }: OrderStory): string {
  const money = end === 'confirmed' || refunded === captured ? '' : ' (a refund is under way)';
  return `order ${orderId} is ${end}${money}`;
}

interface Followed {
  readonly told: OrderStory;
  readonly isEnded: boolean;
}

async function follow(
  client: Murmuration,
  orderId: string,
  since: Date | undefined,
  limitMs: number,
  say: (event: SeenEvent) => void,
): Promise<Followed> {
  const stop = new AbortController();
  const stopAfter = (ms: number) => setTimeout(() => stop.abort(), ms);
  const timers = [stopAfter(limitMs)];
  let told = untold;
  let isEnded = false;
  let isAsking = false;
  const noteEnd = (): void => {
    if (!isEnded) timers.push(stopAfter(GRACE_MS));
    isEnded = true;
  };
  try {
    const from = since === undefined ? {} : { since };
    for await (const event of client.watch(orderId, { ...from, signal: stop.signal })) {
      say(event);
      told = tell(told, event);
      if (told.end === 'cancelled' && !isAsking) {
        isAsking = true;
        void whenSettled(client, orderId, limitMs, stop.signal, noteEnd);
      }
      if (isOver(told)) noteEnd();
      if (isEnded && isOver(told) && isTold(told)) break;
    }
  } finally {
    stop.abort();
    timers.forEach(clearTimeout);
  }
  return { told, isEnded };
}

/** Asks the owners: a cancellation in flight may end without any further event. */
async function whenSettled(
  client: Murmuration,
  orderId: string,
  limitMs: number,
  signal: AbortSignal,
  done: () => void,
): Promise<void> {
  const look = async () => {
    const picture = await takePicture(client, orderId, ASK_TIMEOUT_MS).catch(() => undefined);
    return picture !== undefined && isSettled(picture) ? true : undefined;
  };
  if (await poll(look, limitMs, signal)) done();
}

/** A moment shortly before the order's first event; undefined (the whole stream) when its owner does not answer. */
async function beginning(client: Murmuration, orderId: string): Promise<Date | undefined> {
  try {
    const order = await client.ask(getOrder, { orderId }, { timeoutMs: ASK_TIMEOUT_MS });
    const known = order?.placedAt ?? order?.closedAt;
    return new Date((known ? Date.parse(known) : Date.now()) - MARGIN_MS);
  } catch {
    return undefined;
  }
}
