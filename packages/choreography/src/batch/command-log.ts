import { outcomeSchema, type Outcome } from '@murmuration/contracts';
import type { Pipeline } from '../postgres/pipeline.ts';

/** What became of a command. */
export interface CommandRecord {
  readonly command: string;
  readonly id: string;
  readonly bodyHash: string;
  readonly outcome: Outcome;
}

export const commandKey = ({ command, id }: { command: string; id: string }): string =>
  `${command} ${id}`;

/** The records of commands that were decided before. */
export async function recallCommands(
  pipeline: Pipeline,
  commands: readonly { command: string; id: string }[],
): Promise<Map<string, CommandRecord>> {
  const rows = await pipeline.ask(
    `select c.command, c.id, c.body_hash, c.outcome from command_log c
     join unnest($1::text[], $2::text[]) as u (command, id) using (command, id)`,
    [commands.map((entry) => entry.command), commands.map((entry) => entry.id)],
  );
  return new Map(
    rows.map((row) => {
      const record: CommandRecord = {
        command: String(row['command']),
        id: String(row['id']),
        bodyHash: String(row['body_hash']),
        outcome: outcomeSchema.parse(row['outcome']),
      };
      return [commandKey(record), record];
    }),
  );
}

/** Fails when a record is already there: another process has decided the command, and the transaction must be tried again. */
export function insertCommands(pipeline: Pipeline, records: readonly CommandRecord[]): void {
  pipeline.send(
    `insert into command_log (command, id, body_hash, outcome)
     select command, id, body_hash, outcome::json from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as u (command, id, body_hash, outcome)`,
    [
      records.map((record) => record.command),
      records.map((record) => record.id),
      records.map((record) => record.bodyHash),
      records.map((record) => JSON.stringify(record.outcome)),
    ],
  );
}
