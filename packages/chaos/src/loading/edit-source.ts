/** A change of one text in one file of the program. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly put: string;
}

/** By the URL of the module. */
export type Edits = ReadonlyMap<string, readonly Edit[]>;

/**
 * The source of a module with its changes.
 * @throws Error when a text to change does not stand there exactly once: the program has changed, and the change would prove nothing
 */
export function edited(url: string, source: unknown, edits: Edits): string {
  let text = textOf(source);
  for (const edit of edits.get(url) ?? []) text = applied(text, edit);
  return text;
}

/** @throws Error as `edited` does */
export function applied(text: string, { file, find, put }: Edit): string {
  const times = text.split(find).length - 1;
  if (times === 1) return text.replace(find, () => put);
  throw new Error(`${file} has this text ${times} times instead of once: ${find}`);
}

function textOf(source: unknown): string {
  if (typeof source === 'string') return source;
  if (source instanceof Uint8Array) return new TextDecoder().decode(source);
  throw new TypeError('a module without a source cannot be changed');
}
