import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { advanceLines, lockLines, park, type Parked } from './line-statements.ts';

/** Keeps a message that has failed in its line, to be tried again after its delay; its line waits for it. */
export async function waitInLine(connection: Connection, message: Parked): Promise<void> {
  await transaction(connection, async (pipeline) => {
    lockLines(pipeline, [message]);
    park(pipeline, [message], true);
    advanceLines(pipeline, [message]);
    await pipeline.commit(Promise.resolve());
  });
}
