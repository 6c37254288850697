/** One thing that is wrong with a message: which field, a stable code, and how to mend it. */
export interface Problem {
  /** Dotted path with indexes, such as `lines[0].quantity`; `$` is the whole body. */
  readonly field: string;
  /** Stable machine-readable code in snake_case. */
  readonly code: string;
  readonly message: string;
}

/** Writes a zod issue path the way a JavaScript reader would: `lines[0].quantity`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? '$' : text;
}
