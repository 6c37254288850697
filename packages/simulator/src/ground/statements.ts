import {
  ANY_DUE,
  CLAIM_INBOX,
  COUNT_FAILURE,
  FORGET_FAILURES,
  INSERT_COMMANDS,
  INSERT_INBOX,
  insertInto,
  KEEP_LETTER,
  KEEP_LETTER_AGAIN,
  MOST_DUE,
  PEEK_INBOX,
  PROBE,
  RECALL_COMMANDS,
  RELAX_DURABILITY,
  RELEASE_INBOX,
  type Row,
  SET_TIMERS,
  TAKE_DUE,
  UNSET_TIMERS,
  type Value,
} from '@murmuration/choreography/simulation';
import { failed } from './failed.ts';
import { jsonTextsIn, textsIn } from './parameters.ts';
import { put, remove, type Transaction } from './transaction.ts';

/** Carries out a statement in a transaction. */
export type Statement = (
  transaction: Transaction,
  parameters: readonly Value[],
) => Promise<readonly Row[]> | readonly Row[];

const NOTHING: readonly Row[] = [];

/** The statements of the runtime, by their texts. What it says beside them it would say to a database that does not understand it. */
export function runtimeStatements(lanes: number): ReadonlyMap<string, Statement> {
  const inserts = Array.from(
    { length: lanes },
    (_, lane) => [insertInto(lane), appendTo(lane)] as const,
  );
  return new Map([...statements, ...inserts]);
}

const claimInbox: Statement = async (transaction, parameters) => {
  const fresh: Row[] = [];
  for (const { entry, id, reaction } of entriesIn(parameters)) {
    if (isSeen(transaction, entry)) continue;
    await transaction.tables.locks.take(transaction, `inbox ${entry}`);
    // whoever was waited for may have marked it
    if (isSeen(transaction, entry)) continue;
    transaction.claimed.add(entry);
    fresh.push({ event_id: id, reaction });
  }
  return fresh;
};

const insertInbox: Statement = async (transaction, parameters) => {
  for (const { entry } of entriesIn(parameters)) {
    await transaction.tables.locks.take(transaction, `inbox ${entry}`);
    if (isSeen(transaction, entry)) throw failed('23505', `${entry} is in the inbox already`);
    transaction.claimed.add(entry);
  }
  return NOTHING;
};

const peekInbox: Statement = (transaction, parameters) =>
  entriesIn(parameters).flatMap(({ entry, id, reaction }) =>
    isSeen(transaction, entry) ? [{ event_id: id, reaction }] : [],
  );

const releaseInbox: Statement = (transaction, parameters) => {
  for (const { entry } of entriesIn(parameters)) transaction.claimed.delete(entry);
  return NOTHING;
};

const recallCommands: Statement = ({ tables }, [commands, actors, ids]) => {
  if (!tables.rules.remembersCommands) return NOTHING;
  const [actor, id] = [textsIn(actors), textsIn(ids)];
  return textsIn(commands)
    .map((command, at) => tables.commands.get(`${command} ${actor[at]} ${id[at]}`))
    .filter((record) => record !== undefined);
};

const insertCommands: Statement = async (transaction, parameters) => {
  const [commands, actors, ids, hashes] = parameters.slice(0, 4).map(textsIn);
  const outcomes = jsonTextsIn(parameters[4]);
  for (const [at, command] of (commands ?? []).entries()) {
    const [actor, id] = [actors?.[at], ids?.[at]];
    const name = `${command} ${actor} ${id}`;
    await transaction.tables.locks.take(transaction, `command ${name}`);
    const { commands: log } = transaction.tables;
    if (log.has(name) && transaction.tables.rules.remembersCommands)
      throw failed('23505', `${name} is decided already`);
    const outcome: unknown = JSON.parse(outcomes[at] ?? 'null');
    const row = { command, actor, id, body_hash: hashes?.[at], outcome };
    transaction.decided.add(name);
    transaction.change(() => put(log, name, row));
  }
  return NOTHING;
};

const setTimers: Statement = async (transaction, parameters) => {
  const [events, keys, dues, correlations, causations, traces] = parameters
    .slice(0, 6)
    .map(textsIn);
  const data = jsonTextsIn(parameters[6]);
  for (const [at, event] of (events ?? []).entries()) {
    const key = keys?.[at] ?? '';
    await transaction.tables.locks.take(transaction, `timer ${event} ${key}`);
    const row = {
      event,
      key,
      correlation_id: correlations?.[at],
      causation_id: causations?.[at],
      traceparent: traces?.[at],
      data: data[at],
    };
    const timer = { event, key, dueAt: Date.parse(dues?.[at] ?? ''), row };
    transaction.change(() => put(transaction.tables.timers, `${event} ${key}`, timer));
  }
  return NOTHING;
};

const unsetTimers: Statement = async (transaction, [events, keys]) => {
  const key = textsIn(keys);
  for (const [at, event] of textsIn(events).entries()) {
    const name = `${event} ${key[at]}`;
    if (!transaction.tables.timers.has(name)) continue;
    await transaction.tables.locks.take(transaction, `timer ${name}`);
    transaction.change(() => remove(transaction.tables.timers, name));
  }
  return NOTHING;
};

const anyDue: Statement = ({ tables }) => {
  const now = Date.now();
  return [{ some: [...tables.timers.values()].some(({ dueAt }) => dueAt <= now) }];
};

const takeDue: Statement = async (transaction) => {
  const { timers, locks, rules } = transaction.tables;
  const now = Date.now();
  const due = [...timers]
    .filter(([name, { dueAt }]) => dueAt <= now && locks.isFree(`timer ${name}`))
    .toSorted(([, a], [, b]) => a.dueAt - b.dueAt)
    .slice(0, MOST_DUE);
  for (const [name] of due) {
    await locks.take(transaction, `timer ${name}`);
    if (rules.takesTimersAlong) transaction.change(() => remove(timers, name));
    else remove(timers, name);
  }
  return due.map(([, { row }]) => row);
};

const countFailure: Statement = async (transaction, [reaction, messageId]) => {
  const name = `${String(reaction)} ${String(messageId)}`;
  await transaction.tables.locks.take(transaction, `failing ${name}`);
  const { failing } = transaction.tables;
  const attempts = (failing.get(name) ?? 0) + 1;
  transaction.change(() => put(failing, name, attempts));
  return [{ attempts }];
};

const keepLetter: Statement = async (transaction, parameters) => {
  const [reaction = '', messageId = '', id = '', , , subject = '', position = '', headers = ''] =
    parameters.map((parameter) => (typeof parameter === 'string' ? parameter : ''));
  const [payload, , error] = parameters.slice(8);
  const name = `${reaction} ${messageId}`;
  await transaction.tables.locks.take(transaction, `letter ${name}`);
  const { letters } = transaction.tables;
  const known = letters.get(name);
  const letter = {
    id: known?.id ?? id,
    reaction,
    messageId,
    subject,
    position,
    headers: headersIn(headers),
    payload: payload instanceof Uint8Array ? payload : new Uint8Array(),
    error: String(error),
  };
  if (transaction.tables.rules.keepsLetters) transaction.change(() => put(letters, name, letter));
  return [{ is_new: known === undefined }];
};

const forgetFailures: Statement = (transaction, [reaction, messageId]) => {
  const name = `${String(reaction)} ${String(messageId)}`;
  transaction.change(() => remove(transaction.tables.failing, name));
  return NOTHING;
};

/** Positions are drawn at once, whatever becomes of the transaction: those of one that is rolled back stay empty for ever. */
const appendTo =
  (lane: number): Statement =>
  (transaction, parameters) => {
    const [ids, subjects, types, keys, times, correlations, causations, traces] = parameters
      .slice(0, 8)
      .map(textsIn);
    const data = jsonTextsIn(parameters[8]);
    const { sequences } = transaction.tables;
    transaction.identify();
    return (ids ?? []).map((id, at) => {
      const seq = (sequences.get(lane) ?? 0) + 1;
      sequences.set(lane, seq);
      transaction.placed.push({
        lane,
        seq,
        id,
        subject: subjects?.[at] ?? '',
        type: types?.[at] ?? '',
        key: keys?.[at] ?? '',
        occurredAt: new Date(times?.[at] ?? ''),
        correlationId: correlations?.[at] ?? '',
        causationId: causations?.[at] ?? '',
        traceparent: traces?.[at] ?? '',
        data: data[at] ?? '',
      });
      return { seq };
    });
  };

interface Entry {
  readonly id: string;
  readonly reaction: string;
  readonly entry: string;
}

function entriesIn([ids, reactions]: readonly Value[]): readonly Entry[] {
  const names = textsIn(reactions);
  return textsIn(ids).map((id, at) => {
    const reaction = names[at] ?? '';
    return { id, reaction, entry: `${id} ${reaction}` };
  });
}

const isSeen = ({ tables, claimed }: Transaction, entry: string): boolean =>
  tables.rules.remembersMessages && (tables.inbox.has(entry) || claimed.has(entry));

function headersIn(text: string): Readonly<Record<string, string>> {
  const headers: unknown = JSON.parse(text || '{}');
  return typeof headers === 'object' && headers !== null
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    : {};
}

const statements: readonly (readonly [string, Statement])[] = [
  [CLAIM_INBOX, claimInbox],
  [PEEK_INBOX, peekInbox],
  [INSERT_INBOX, insertInbox],
  [RELEASE_INBOX, releaseInbox],
  [RECALL_COMMANDS, recallCommands],
  [INSERT_COMMANDS, insertCommands],
  [SET_TIMERS, setTimers],
  [UNSET_TIMERS, unsetTimers],
  [ANY_DUE, anyDue],
  [TAKE_DUE, takeDue],
  [COUNT_FAILURE, countFailure],
  [KEEP_LETTER, keepLetter],
  [KEEP_LETTER_AGAIN, () => NOTHING],
  [FORGET_FAILURES, forgetFailures],
  [PROBE, () => NOTHING],
  [
    RELAX_DURABILITY,
    (transaction) => {
      transaction.isRelaxed = true;
      return NOTHING;
    },
  ],
];
