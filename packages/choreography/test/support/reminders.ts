import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredMsg } from '@nats-io/jetstream';
import { eventually } from '@murmuration/testkit';
import { uuidv7 } from 'uuidv7';
import { expect } from 'vitest';
import { insertOutbox } from '../../src/outbox/insert-outbox.ts';
import { outboxRow } from '../../src/outbox/outbox-row.ts';
import type { Connection } from '../../src/postgres/connection.ts';
import { openConnection } from '../../src/postgres/train-session.ts';
import { transaction } from '../../src/postgres/pipeline.ts';
import { reminderDue } from '../bank/contracts.ts';
import type { BankWorld } from './bank-world.ts';

/** A flow leaves the machine to others in between. */
const PACE_MS = 10;
/** So few that they are read in time also from a damaged file, where each takes long. */
const PORTION = 200;

/** Facts of the bank that a reaction of the bank counts: whoever is reminded too often or too seldom shows. */
export class Reminders {
  private readonly world: BankWorld;
  private readonly connection: Connection;
  private readonly sent = new Map<string, number>();
  private flow: Promise<void> | undefined;
  private isFlowing = false;

  constructor(world: BankWorld) {
    this.world = world;
    this.connection = openConnection(world.database.urlOf('bank'), 'reminders by hand');
  }

  /** Commits that many facts of an account in one transaction. */
  async commit(accountId: string, count: number, lane = 0): Promise<void> {
    const before = this.sent.get(accountId) ?? 0;
    const rows = Array.from({ length: count }, (_, at) => ({
      ...outboxRow(
        reminderDue.of({ accountId, text: String(before + at + 1) }),
        { id: uuidv7(), correlationId: 'c', traceparent: '' },
        new Date(),
        1,
      ),
      lane,
    }));
    this.sent.set(accountId, before + count);
    await transaction(this.connection, (pipeline) => pipeline.commit(insertOutbox(pipeline, rows)));
    if (!this.world.nats.isClosed()) this.world.nats.publish(`wake.bank.${lane}`);
  }

  /** Goes on committing facts of an account until `stopFlow`. */
  startFlow(accountId: string, lane = 0): void {
    this.isFlowing = true;
    this.flow = (async () => {
      while (this.isFlowing) {
        await this.commit(accountId, 10, lane);
        await sleep(PACE_MS);
      }
    })();
  }

  async stopFlow(): Promise<void> {
    this.isFlowing = false;
    await this.flow;
  }

  sentTo(accountId: string): number {
    return this.sent.get(accountId) ?? 0;
  }

  async countOf(accountId: string): Promise<number> {
    return await this.world.entriesOf(`reminders of ${accountId}`);
  }

  /** Waits until as many have come as were committed, and all is at rest; then none has come twice. */
  async haveAllComeOnce(...accounts: readonly string[]): Promise<void> {
    for (const account of accounts) {
      const sent = this.sentTo(account);
      await eventually(async () => (await this.countOf(account)) >= sent, {
        what: `${sent} reminders of ${account}`,
        timeoutMs: 60_000,
      });
    }
    await this.world.relayed();
    await this.mendedAndQuiet();
    for (const account of accounts) {
      expect([account, await this.countOf(account)]).toEqual([account, this.sentTo(account)]);
    }
  }

  /** Those of an account as they stand in the stream. */
  async copies(accountId: string): Promise<readonly number[]> {
    const found: number[] = [];
    for (let next = 1, from = 0; next > from;) {
      from = next;
      for (const message of await this.storedFrom(from)) {
        const reminder = reminderDue.schema.parse(message.json());
        if (reminder.accountId === accountId) found.push(Number(reminder.text));
        next = message.seq + 1;
      }
    }
    return found;
  }

  /** They, each where it stands first. */
  async firstCopies(accountId: string): Promise<readonly number[]> {
    return [...new Set(await this.copies(accountId))];
  }

  async close(): Promise<void> {
    await this.stopFlow();
    await this.connection.close();
  }

  /** Some of them from a place on. A consumer would wait for those that the broker counts and cannot read. */
  private async storedFrom(seq: number): Promise<readonly StoredMsg[]> {
    const query = { seq, batch: PORTION, next_by_subj: `evt.*.${reminderDue.type}` };
    const found: StoredMsg[] = [];
    try {
      for await (const message of await this.world.manager.direct.getBatch('EVENTS', query)) {
        found.push(message);
      }
    } catch (error) {
      if (!String(error).includes('message not found')) throw error;
    }
    return found;
  }

  private async mendedAndQuiet(): Promise<void> {
    await eventually(
      async () => {
        const [open] = await this.world.sql`select from broker_repair where finished_at is null`;
        const { num_pending, num_ack_pending } = await this.world.manager.consumers.info(
          'EVENTS',
          'bank',
        );
        return open === undefined && num_pending === 0 && num_ack_pending === 0;
      },
      { what: 'an end of all repairs and of what they have caused', timeoutMs: 20_000 },
    );
  }
}
