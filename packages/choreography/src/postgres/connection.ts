import type { Live, Session } from './session.ts';
import { connectionLost } from './transient.ts';

/** One connection that is opened again when it was lost. A piece of work holds on to the session that it began on, so a transaction never goes on over two. */
export interface Connection<Kind extends Session = Session> {
  /** Runs one piece of work at a time, in the order of the calls. Throws `DatabaseUnreachable` when there is no session to be had. */
  run<Answer>(work: (session: Kind) => Promise<Answer>): Promise<Answer>;
  /** Lets the work under way end for a moment, then closes; later work is refused. */
  close(): Promise<void>;
}

/** A transaction without an end within this time is given up: a half-open link would hold it for ever. Above the server's own limits. In milliseconds. */
const WORK_LIMIT_MS = 30_000;
const CLOSE_LIMIT_MS = 2_000;

/** A connection whose sessions are opened by `open`, the first of them on first use. */
export function connectionOver<Kind extends Session>(
  open: () => Promise<Live<Kind>>,
): Connection<Kind> {
  let live: Live<Kind> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const perform = async <Answer>(work: (session: Kind) => Promise<Answer>): Promise<Answer> => {
    if (closed) throw connectionLost();
    if (live === undefined || live.session.lost) live = await open();
    if (closed) {
      // it was opened too late
      await live.end(CLOSE_LIMIT_MS / 1_000);
      throw connectionLost();
    }
    const { session, cut } = live;
    const limit = setTimeout(cut, WORK_LIMIT_MS);
    try {
      return await work(session);
    } finally {
      clearTimeout(limit);
    }
  };
  return {
    run: (work) => {
      const mine = last.then(async () => await perform(work));
      last = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, CLOSE_LIMIT_MS);
      await Promise.race([last, patience.promise]);
      clearTimeout(timer);
      closed = true;
      if (live !== undefined && !live.session.lost) await live.end(CLOSE_LIMIT_MS / 1_000);
    },
  };
}
