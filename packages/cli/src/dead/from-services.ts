import { QueryFailed } from '@murmuration/client';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { serviceNames } from '../services.ts';
import { type DeadLetters } from './dead-letters.ts';
import { lettersOf } from './which-letters.ts';

/** What services have answered, each item with its service. */
export interface Gathered<Item> {
  readonly items: readonly (Item & { readonly service: string })[];
  /** Services that do not answer. */
  readonly silent: readonly string[];
}

const NOBODY_ANSWERS = 503;

/** Asks one service, or all of them; of all, those that are down are named and do not keep the others from being shown. */
export async function fromServices<Item>(
  session: Session,
  service: string | undefined,
  ask: (letters: DeadLetters) => Promise<readonly Item[]>,
): Promise<Gathered<Item>> {
  const silent: string[] = [];
  const from = async (name: string): Promise<(Item & { readonly service: string })[]> => {
    const letters = await lettersOf(session, name);
    const items = await ask(letters).catch((error: unknown) => {
      const isDown = error instanceof QueryFailed && error.status === NOBODY_ANSWERS;
      if (service !== undefined || !isDown) throw error;
      silent.push(name);
      return [];
    });
    return items.map((item) => ({ service: name, ...item }));
  };
  const names = service === undefined ? serviceNames : [service];
  return { items: (await Promise.all(names.map(from))).flat(), silent };
}

/** Says who does not answer. */
export function endOf({ printer }: Session, { silent }: Gathered<unknown>): ExitCode {
  for (const name of silent) printer.note(`${name} does not answer`);
  return silent.length === 0 ? ExitCode.ok : ExitCode.unreachable;
}
