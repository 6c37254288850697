import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { UsageError } from '../output/failure.ts';
import { COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { count, table } from '../output/table.ts';
import { serviceNames } from '../services.ts';
import { type DeadLetter, openDeadLetters, type Redrive, redrive } from './dead-letters.ts';

const LIMIT = 200;

type Listed = DeadLetter & { readonly service: string };

/** Lists the open dead letters of one service or of all. */
export async function listDead(session: Session, service: string | undefined): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const lists = await Promise.all(
    (service === undefined ? serviceNames : [service]).map(async (name) => {
      const letters = await openDeadLetters(client, name, LIMIT, timeoutMs);
      return letters.map((letter): Listed => ({ service: name, ...letter }));
    }),
  );
  session.printer.document({ deadLetters: lists.flat() }, listText(lists.flat()));
  return ExitCode.ok;
}

function listText(letters: readonly Listed[]): string {
  if (letters.length === 0) return 'no open dead letters';
  const rows = letters.map((one) => [
    one.service,
    one.id,
    one.reaction,
    one.messageName,
    one.key ?? '',
    String(one.attempts),
    one.reason,
  ]);
  const listed = table(
    ['service', 'id', 'reaction', 'message', 'key', 'attempts', 'reason'],
    rows,
    ['attempts'],
  );
  return `${listed}\n${count(letters.length, 'dead letter')}; once the cause is mended: murmur dead redrive <service> --all`;
}

/**
 * Hands dead letters back to their reactions.
 * @throws UsageError unless exactly one of --id, --reaction and --all says which
 */
export async function redriveDead(
  session: Session,
  service: string,
  which: Redrive,
): Promise<ExitCode> {
  const named = [which.id, which.reaction, which.all].filter((one) => one !== undefined);
  if (named.length !== 1) throw new UsageError('say which: one of --id, --reaction and --all');
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const redriven = await redrive(client, service, which, timeoutMs);
  session.printer.document(
    { redriven },
    `${count(redriven, 'dead letter')} of ${service} redriven`,
  );
  return redriven === 0 && which.id !== undefined ? ExitCode.rejected : ExitCode.ok;
}
