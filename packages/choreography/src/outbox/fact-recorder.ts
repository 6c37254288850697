import type { EventDraft, Outcome } from '@murmuration/contracts';
import {
  commandKey,
  type CommandRecord,
  insertCommands,
  recallCommands,
} from '../batch/command-log.ts';
import type { Shell } from '../batch/shell.ts';
import { reach } from '../failpoints/reach.ts';
import { traceFrom } from '../messaging/ids.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { mayBeOfItsOwnMaking } from '../postgres/transient.ts';
import { tracedFact } from '../telemetry/telemetry.ts';
import { insertOutbox } from './insert-outbox.ts';
import { type OutboxRow, outboxRow, type PlacedRow } from './outbox-row.ts';

interface Fact {
  readonly record: CommandRecord;
  readonly row: OutboxRow;
  readonly recorded: PromiseWithResolvers<void>;
}

/**
 * Publishes facts that come from outside, each once per id. A lone one is recorded at once; those that come while a transaction is under way share the next
 * one, so that whoever tells many of them at a time is not held up by as many waits for the disk.
 */
export class FactRecorder {
  private readonly shell: Shell;
  private readonly connection: Connection;
  private waiting: Fact[] = [];
  private isAtWork = false;

  constructor(shell: Shell, connection: Connection) {
    this.shell = shell;
    this.connection = connection;
  }

  /** Throws a `ContractViolation` for a fact that breaks its contract, and when the database cannot be reached: the sender then sends it again. */
  async record(draft: EventDraft, id: string): Promise<void> {
    await tracedFact(draft.name, async (traceparent) => {
      const fact = this.factOf(draft, id, traceFrom(traceparent));
      this.waiting.push(fact);
      if (!this.isAtWork) void this.work();
      await fact.recorded.promise;
    });
  }

  private factOf(draft: EventDraft, id: string, traceparent: string): Fact {
    const correlationId = draft.contract.key(draft.data);
    const { OUTBOX_LANES: lanes } = this.shell.settings;
    const row = outboxRow(draft, { id, correlationId, traceparent }, new Date(), lanes);
    const outcome: Outcome = { status: 'accepted', commandId: id, id: row.key };
    const record = { command: `record ${draft.name}`, actor: '', id, bodyHash: '', outcome };
    return { record, row, recorded: Promise.withResolvers() };
  }

  private async work(): Promise<void> {
    this.isAtWork = true;
    while (this.waiting.length > 0) {
      await this.settle(this.waiting.splice(0, this.shell.settings.BATCH_SIZE));
    }
    this.isAtWork = false;
  }

  /** Never throws: each sender is told how its fact fared. */
  private async settle(facts: readonly Fact[]): Promise<void> {
    try {
      await this.commit(facts);
      for (const { recorded } of facts) recorded.resolve();
    } catch (error) {
      if (!mayBeOfItsOwnMaking(error)) return facts.forEach((fact) => fact.recorded.reject(error));
      // another process may be recording one of them: the second time it is found
      for (const fact of facts) {
        await this.commit([fact]).then(fact.recorded.resolve, fact.recorded.reject);
      }
    }
  }

  private async commit(facts: readonly Fact[]): Promise<void> {
    const placed = await transaction(this.connection, async (pipeline) => {
      const known = await recallCommands(
        pipeline,
        facts.map(({ record }) => record),
      );
      const fresh = new Map<string, Fact>();
      for (const fact of facts) {
        const key = commandKey(fact.record);
        if (!known.has(key) && !fresh.has(key)) fresh.set(key, fact);
      }
      const news = [...fresh.values()];
      if (news.length === 0) return nothing;
      insertCommands(
        pipeline,
        news.map(({ record }) => record),
      );
      reach('fact.before-commit');
      return await pipeline.commit(
        insertOutbox(
          pipeline,
          news.map(({ row }) => row),
        ),
      );
    });
    reach('fact.after-commit');
    this.shell.relay.handOver(placed);
  }
}

const nothing: readonly PlacedRow[] = [];
