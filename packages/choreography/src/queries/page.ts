import { fieldPath } from '@murmuration/contracts';
import { z } from 'zod';
import { RequestError } from './request-error.ts';

/** A page of a list; `next` is the cursor of the following one. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/** A time in the key of a list. The database knows no year 0. */
export const timeInKey = z.iso.datetime().refine((text) => !text.startsWith('0000'));

/** The key of the row that a page ended with, which the next page begins after; undefined for the first page. Throws a `RequestError` for a made-up cursor. */
export function readCursor<Key>(key: z.ZodType<Key>, cursor: string | undefined): Key | undefined {
  if (cursor === undefined) return undefined;
  const read = key.safeParse(parsed(cursor));
  if (read.success) return read.data;
  const message = 'is no cursor of this list: take `next` of the page before as it is';
  const field = fieldPath(['cursor']);
  throw new RequestError(400, 'the cursor is not right', [
    { field, code: 'invalid_cursor', message },
  ]);
}

/** A page out of one row more than fits: that one tells whether another page follows. `keyOf` says by what the list is ordered; it is unique. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  view: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const goesOn = rows.length > limit && last !== undefined;
  return { items: shown.map(view), next: goesOn ? written(keyOf(last)) : null };
}

const written = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** No row has NUL in its key, and the database takes none to look for. */
function parsed(cursor: string): unknown {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return [key].flat().some((part) => String(part).includes('\0')) ? undefined : key;
  } catch {
    return undefined;
  }
}
