import { setTimeout as sleep } from 'node:timers/promises';
import type { Shell } from '../batch/shell.ts';
import { reach } from '../failpoints/reach.ts';
import { newId } from '../messaging/ids.ts';
import { eventSubject, laneOf } from '../messaging/subjects.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import type { OutboxRow } from '../outbox/outbox-row.ts';
import type { Connection } from '../postgres/connection.ts';
import { ask, transaction } from '../postgres/pipeline.ts';
import type { Row } from '../postgres/session.ts';
import { isOutage } from '../postgres/transient.ts';
import { ANY_DUE, MOST_DUE, TAKE_DUE } from './timer-statements.ts';

const POLL_MS = 250;

/** Moves timers that have become due into the outbox, by the database's clock. Any number of processes may do so at once. */
export class TimerLoop {
  private readonly shell: Shell;
  private readonly connection: Connection;
  private readonly stopped = new AbortController();
  private readonly running: Promise<void>;
  private hasFailed = false;

  constructor(shell: Shell) {
    this.shell = shell;
    this.connection = shell.connect('timers');
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    await this.connection.close();
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      let moved = 0;
      try {
        moved = await this.moveDue();
        this.hasFailed = false;
      } catch (error) {
        await this.failed(error);
      }
      if (moved < MOST_DUE)
        await sleep(POLL_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  private async failed(error: unknown): Promise<void> {
    if (!this.hasFailed) {
      this.shell.log.warn({ err: error }, 'timers could not be looked at; tried until they can');
    }
    this.hasFailed = true;
    if (!isOutage(error)) return;
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    this.stopped.signal.addEventListener('abort', () => resolve(), { once: true });
    await Promise.race([this.shell.database.recovery(error), stopped]);
  }

  private async moveDue(): Promise<number> {
    const [due] = await ask(this.connection, ANY_DUE);
    if (due?.['some'] !== true) return 0;
    const placed = await transaction(this.connection, async (pipeline) => {
      const timers = await pipeline.ask(TAKE_DUE);
      const rows = timers.map((timer) => this.rowOf(timer));
      reach('timer.before-commit');
      return await pipeline.commit(insertOutbox(pipeline, rows));
    });
    reach('timer.after-commit');
    this.shell.relay.handOver(placed);
    return placed.length;
  }

  private rowOf(timer: Row): OutboxRow {
    const name = String(timer['event']);
    const key = String(timer['key']);
    return {
      lane: laneOf(key, this.shell.settings.OUTBOX_LANES),
      id: newId(),
      subject: eventSubject(name.slice(0, name.lastIndexOf('.v')), key),
      type: name,
      key,
      occurredAt: new Date(),
      correlationId: String(timer['correlation_id']),
      causationId: String(timer['causation_id']),
      traceparent: String(timer['traceparent']),
      data: String(timer['data']),
    };
  }
}
