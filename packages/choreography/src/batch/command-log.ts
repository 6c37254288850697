import { outcomeSchema, type Outcome } from '@murmuration/contracts';
import { jsonList, jsonListAt } from '../postgres/json-list.ts';
import type { Pipeline } from '../postgres/pipeline.ts';

/** Which command: ids are chosen by clients, so each end user has ids of its own. */
export interface CommandId {
  readonly command: string;
  /** The end user, or empty for senders that the broker trusts. */
  readonly actor: string;
  readonly id: string;
}

/** What became of a command. */
export interface CommandRecord extends CommandId {
  /** Empty where the outcome is for any body. */
  readonly bodyHash: string;
  readonly outcome: Outcome;
}

/** The id as the key of a map. */
export const commandKey = ({ command, actor, id }: CommandId): string =>
  `${command} ${actor} ${id}`;

/** $1 to $3: commands, their senders, their ids. */
export const RECALL_COMMANDS = `select c.command, c.actor, c.id, c.body_hash, c.outcome from command_log c
  join unnest($1::text[], $2::text[], $3::text[]) as u (command, actor, id) using (command, actor, id)`;
/** $1 to $3 as above; $4: hashes of their bodies, $5: outcomes. */
export const INSERT_COMMANDS = `insert into command_log (command, actor, id, body_hash, outcome)
  select command, actor, id, body_hash, outcome::json
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], ${jsonListAt('$5')}) as u (command, actor, id, body_hash, outcome)`;

/** The records of commands that were decided before. */
export async function recallCommands(
  pipeline: Pipeline,
  commands: readonly CommandId[],
): Promise<Map<string, CommandRecord>> {
  const rows = await pipeline.ask(RECALL_COMMANDS, [
    commands.map((entry) => entry.command),
    commands.map((entry) => entry.actor),
    commands.map((entry) => entry.id),
  ]);
  return new Map(
    rows.map((row) => {
      const record: CommandRecord = {
        command: String(row['command']),
        actor: String(row['actor']),
        id: String(row['id']),
        bodyHash: String(row['body_hash']),
        outcome: outcomeSchema.parse(row['outcome']),
      };
      return [commandKey(record), record];
    }),
  );
}

/** Fails when a record is already there: another process has decided the command, and the transaction must be tried again. */
export function insertCommands(pipeline: Pipeline, inAnyOrder: readonly CommandRecord[]): void {
  // in one order, so that two processes with the same commands wait for each other and do not deadlock
  const records = inAnyOrder.toSorted((a, b) => (commandKey(a) < commandKey(b) ? -1 : 1));
  pipeline.send(INSERT_COMMANDS, [
    records.map((record) => record.command),
    records.map((record) => record.actor),
    records.map((record) => record.id),
    records.map((record) => record.bodyHash),
    jsonList(records.map((record) => JSON.stringify(record.outcome))),
  ]);
}
