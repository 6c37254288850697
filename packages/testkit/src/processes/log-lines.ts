const WARNING = 40;
const LINE_LIMIT = 300;

/**
 * The last `count` lines of a log for a person: entries in JSON without their stacks, those below a warning left out
 * where there are warnings, and a line that repeats the one before it counted.
 */
export function readableTail(log: string, count: number): string {
  const lines = log.trimEnd().split('\n').map(parse);
  const notable = lines.filter(({ level }) => level >= WARNING);
  const shown = (notable.length > 0 ? notable : lines).map(({ text }) => text);
  return merged(shown).slice(-count).join('\n');
}

interface Line {
  readonly level: number;
  readonly text: string;
}

function parse(line: string): Line {
  const entry = jsonObject(line);
  // not an entry of a logger: whatever a program says that is not meant to be read by machines matters
  if (entry === undefined) return { level: WARNING, text: line.slice(0, LINE_LIMIT) };
  const level = Number(entry['level']);
  const words = [entry['msg'], entry['reaction'], entry['consumer'], messageIn(entry['err'])];
  const text = words.filter((word) => typeof word === 'string').join(' | ');
  return { level, text: `${level} ${text}`.slice(0, LINE_LIMIT) };
}

function jsonObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function messageIn(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
}

function merged(lines: readonly string[]): readonly string[] {
  const result: { readonly line: string; times: number }[] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (last?.line === line) last.times++;
    else result.push({ line, times: 1 });
  }
  return result.map(({ line, times }) => (times === 1 ? line : `${line} (${times} times)`));
}
