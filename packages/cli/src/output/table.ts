/** Lines up rows of cells in columns; columns named in `right` are flushed right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const widths = header.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const isRight = header.map((title) => right.includes(title));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) =>
        isRight[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [header, ...rows].map(line).join('\n');
}

/** Labelled facts under each other; a fact without text is left out. */
export function facts(
  pairs: readonly (readonly [label: string, text: string | undefined])[],
): string {
  const told = pairs.filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(0, ...told.map(([label]) => label.length));
  return told.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join('\n');
}

/** `12:00:01.250` of an ISO 8601 moment, in UTC as it stands there. */
export function clock(instant: string): string {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(instant)?.[1] ?? instant;
}

/** `1 order`, `2 orders`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
