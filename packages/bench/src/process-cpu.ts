import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const US_PER_TICK = 10_000;

interface Usage {
  readonly parent: number;
  /** Of the process itself, and of its children that have ended and were waited for. */
  readonly ticks: number;
}

/** CPU time of a process and its children so far, in microseconds; undefined where there is no `/proc` to read it from. */
export function cpuOfFamily(pid: number): number | undefined {
  const own = usageOf(pid);
  if (own === undefined) return undefined;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => usageOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid);
  return [own, ...children].reduce((sum, { ticks }) => sum + ticks, 0) * US_PER_TICK;
}

/** See proc_pid_stat(5): behind the name in parentheses stand the state, the parent, and at 11 to 14 the times. */
function usageOf(pid: number): Usage | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  return { parent, ticks: fields.slice(11, 15).reduce((sum, each) => sum + each, 0) };
}
