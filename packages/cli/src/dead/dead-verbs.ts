import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { count, facts, table } from '../output/table.ts';
import type { DeadLetter, LetterGroup, WholeLetter } from './dead-letters.ts';
import { endOf, fromServices } from './from-services.ts';
import { lettersOf } from './which-letters.ts';

export interface ListOptions {
  readonly status?: string;
  readonly group?: string;
  readonly reaction?: string;
  readonly limit: number;
}

type OfService<Item> = Item & { readonly service: string };

/** Lists the dead letters of one service or of all, the latest failure first. */
export async function listDead(
  session: Session,
  service: string | undefined,
  options: ListOptions,
): Promise<ExitCode> {
  const found = await fromServices(session, service, (letters) => letters.list(options));
  const { items, silent } = found;
  const text = listText(items, options.status ?? 'open');
  session.printer.document({ deadLetters: items, silent }, text);
  return endOf(session, found);
}

function listText(letters: readonly OfService<DeadLetter>[], status: string): string {
  if (letters.length === 0) return `no ${status} dead letters`;
  const rows = letters.map((one) => [
    one.service,
    one.id,
    one.fingerprint,
    one.reaction,
    one.messageName,
    one.key ?? '',
    String(one.attempts),
    one.reason,
  ]);
  const listed = table(
    ['service', 'id', 'group', 'reaction', 'message', 'key', 'attempts', 'reason'],
    rows,
    ['attempts'],
  );
  return `${listed}\n${count(letters.length, 'dead letter')}; by cause: murmur dead groups`;
}

/** Tells what the open letters of one service, or of all, died of. */
export async function groupDead(
  session: Session,
  service: string | undefined,
  options: { readonly reaction?: string },
): Promise<ExitCode> {
  const found = await fromServices(session, service, (letters) => letters.groups(options));
  const { items, silent } = found;
  session.printer.document({ groups: items, silent }, groupsText(items));
  return endOf(session, found);
}

function groupsText(groups: readonly OfService<LetterGroup>[]): string {
  if (groups.length === 0) return 'no open dead letters';
  const shown = groups.map((one) =>
    facts([
      [`${one.service} ${one.fingerprint}`, `${count(one.letters, 'letter')} of ${one.reaction}`],
      ['', one.cause],
      ['messages', one.messageNames.join(', ')],
      ['failed', `${one.firstFailedAt} to ${one.lastFailedAt}`],
      ['waiting', one.waiting === 0 ? undefined : `${count(one.waiting, 'message')} behind them`],
    ]),
  );
  const [{ service, fingerprint } = { service: '', fingerprint: '' }] = groups;
  const next = `once a cause is mended: murmur dead redrive ${service} --group ${fingerprint} --ramp --watch`;
  return [...shown, `${count(groups.length, 'group')}; ${next}`].join('\n\n');
}

/** Shows one letter; its bodies only when they are asked for, with personal data masked. */
export async function showDead(
  session: Session,
  service: string,
  id: string,
  { payload = false }: { readonly payload?: boolean },
): Promise<ExitCode> {
  const letter = await (await lettersOf(session, service)).show(id, payload);
  session.printer.document({ service, deadLetter: letter }, letterText(letter));
  return ExitCode.ok;
}

export function letterText(letter: WholeLetter): string {
  const settled =
    letter.settledAt === null
      ? letter.status
      : `${letter.status} at ${letter.settledAt} by ${letter.settledBy ?? ''}`;
  const told = facts([
    ['id', letter.id],
    ['status', settled],
    ['because', letter.settledReason ?? ''],
    ['reaction', letter.reaction],
    ['message', `${letter.messageName} ${letter.messageId}`],
    ['key', letter.key ?? ''],
    ['from', `${letter.subject} at ${letter.position}, ${count(letter.bytes, 'byte')}`],
    [
      'failed',
      `${letter.firstFailedAt} to ${letter.lastFailedAt}, ${count(letter.attempts, 'attempt')}`,
    ],
    ['reason', letter.reason],
    ['error', letter.message ?? ''],
    ['group', letter.fingerprint],
    ['waiting', letter.waiting === 0 ? '' : `${count(letter.waiting, 'message')} behind it`],
    ['body', bodyText(letter.body)],
    ...letter.edits.flatMap(({ at, by, why, body }): [string, string][] => [
      ['edited', `${at} by ${by}: ${why}`],
      ['body', bodyText(body)],
    ]),
  ]);
  return letter.stack === '' ? told : `${told}\n\n${letter.stack}`;
}

function bodyText(body: WholeLetter['body']): string {
  if (body === undefined) return '';
  if (!('data' in body)) return `${count(body.bytes, 'byte')} that are no JSON; not shown`;
  return JSON.stringify(body.data);
}
