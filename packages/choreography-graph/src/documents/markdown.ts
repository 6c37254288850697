/** Types of messages as code, in one cell. */
export const codes = (types: readonly string[]): string =>
  types.length === 0 ? '–' : types.map((type) => `\`${type}\``).join(', ');

/** A table; nothing at all when it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

const BEGIN = '<!-- choreography: written by `npm run choreography` -->';
const END = '<!-- choreography: end -->';

/** A text with what stands between the marks replaced; undefined when the marks are not there. */
export function withBetweenMarks(text: string, content: string): string | undefined {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) return undefined;
  return `${text.slice(0, from)}${BEGIN}\n${content}\n${text.slice(to)}`;
}

/** What to put into a file so that the rest can be written. */
export const MARKS = `${BEGIN}\n${END}`;
