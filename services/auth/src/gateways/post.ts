import { RequestError, UnavailableError } from '@murmuration/choreography';
import type { Mailer } from '@murmuration/mailer';
import { setImmediate as afterTheAnswer, setTimeout as pause } from 'node:timers/promises';
import { newMailId } from '../crypto/ids.ts';
import { textOf, type Letter } from '../domain/mail-texts.ts';
import type { Journal } from './journal.ts';

/** A mail address, or how to find it out; nobody is written to when it finds none. */
export type Recipient = string | (() => Promise<string | undefined>);

/** Letters that wait for a mail server in one process; further requests that need one are refused. */
const MOST_WAITING = 1_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** After so long a letter is given up: the code in it is about to expire. */
const PATIENCE_MS = 15 * 60_000;
const ATTEMPT_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 3_000;

/**
 * Sends letters after the answer was given, so that whether there is something to send cannot be seen in how long an answer takes. They are kept in
 * memory alone: no address is ever stored. While the mail server is away they are tried again.
 */
export class Post {
  private readonly mailer: Mailer;
  private readonly journal: Journal;
  private readonly underWay = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(mailer: Mailer, journal: Journal) {
    this.mailer = mailer;
    this.journal = journal;
  }

  /** Throws a `RequestError` 503 when no further letter can be taken. Asked by all requests alike, whether they will send one or not. */
  checkRoom(): void {
    if (this.underWay.size < MOST_WAITING) return;
    const problem = { field: '$', code: 'busy', message: 'too many mails wait to be sent' };
    throw new RequestError(503, 'no mail can be sent at the moment', [problem], 30);
  }

  /** Takes a letter and returns at once. */
  send(to: Recipient, letter: Letter): void {
    const work = this.deliver(to, letter).catch((error: unknown) => this.lost(letter, error));
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }

  /**
   * Lets what is being sent end for a moment; what waits for a mail server that is away is lost. Requests that are still under way may send a letter after
   * that: it is tried once.
   */
  async close(): Promise<void> {
    await Promise.race([
      Promise.all(this.underWay),
      pause(STOP_LIMIT_MS, undefined, { ref: false }),
    ]);
    this.stopping.abort();
  }

  private async deliver(recipient: Recipient, letter: Letter): Promise<void> {
    await afterTheAnswer();
    const to = typeof recipient === 'string' ? recipient : await recipient();
    if (to === undefined) return;
    const messageId = `<auth.${newMailId()}@murmuration.example>`;
    const headers = { 'X-Mail-Kind': letter.kind };
    const mail = { to, messageId, headers, ...textOf(letter) };
    const givenUpAt = Date.now() + PATIENCE_MS;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        const { outcome } = await this.mailer.send(mail, AbortSignal.timeout(ATTEMPT_LIMIT_MS));
        // the mail server's words would name the address
        if (outcome === 'refused') this.lost(letter, new Error('refused by the mail server'));
        return;
      } catch (error) {
        if (!(error instanceof UnavailableError) || Date.now() + wait > givenUpAt) throw error;
      }
      await pause(wait, undefined, { signal: this.stopping.signal });
    }
  }

  private lost({ kind }: Letter, error: unknown): void {
    const reason = error instanceof Error ? error.name : 'unknown';
    this.journal.warn({ kind, reason }, 'a mail was not sent');
  }
}
