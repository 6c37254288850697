import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** What dead letters of one cause have in common. */
export interface Cause {
  /** For people: the error, its message without what differs from letter to letter, and the place. */
  readonly text: string;
  /** The same for the same cause, in every process and after every restart. */
  readonly fingerprint: string;
}

const MOST_CHARACTERS = 300;
const FINGERPRINT_CHARACTERS = 12;

/** What an error is about, whichever message it befell: its name and code, what it says without ids and numbers, and the topmost line of our own code. */
export function causeOf(reason: string, error: Error): Cause {
  const code = codeOf(error);
  const parts = [
    reason,
    code === undefined ? error.name : `${error.name} ${code}`,
    generalised(error.message),
  ];
  const place = placeOf(error.stack ?? '');
  const text = [...parts, ...(place === undefined ? [] : [`at ${place}`])].join(' · ');
  const fingerprint = createHash('sha256').update(text).digest('hex');
  return { text, fingerprint: fingerprint.slice(0, FINGERPRINT_CHARACTERS) };
}

function codeOf(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
}

/** What differs between two messages of one cause: what is quoted, addresses, and every word with a digit in it. */
const DIFFERING: readonly (readonly [RegExp, string])[] = [
  [/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, '"…"'],
  [/[^\s@]+@[^\s@]+/g, '@'],
  [/[\w-]*\d[\w-]*(?:[.:][\w-]*\d[\w-]*)*/g, '#'],
];

/** A message without what belongs to one occurrence of it. */
export function generalised(message: string): string {
  const [first = ''] = message.split('\n', 1);
  const general = DIFFERING.reduce((text, [what, sign]) => text.replaceAll(what, sign), first);
  return general.slice(0, MOST_CHARACTERS);
}

const RUNTIME = fileURLToPath(new URL('../', import.meta.url));
const FOREIGN = /node:|[/\\]node_modules[/\\]/;
const FRAME = /^\s*at (?:(.+?) \()?(.+?):\d+:\d+\)?$/;
/** A path is told by its end: where the code lies on a machine says nothing of the cause. */
const SEGMENTS = 3;

/** Where our own code was when it went wrong, without line numbers, which move with every build. The runtime is blamed only when nothing else is there. */
export function placeOf(stack: string): string | undefined {
  const own = stack
    .split('\n')
    .filter((line) => !FOREIGN.test(line))
    .map((line) => FRAME.exec(line))
    .filter((frame) => frame !== null)
    .map(([, name, file = '']) => ({ name, path: pathOf(file) }));
  const frame = own.find(({ path }) => !path.startsWith(RUNTIME)) ?? own[0];
  if (frame === undefined) return undefined;
  const end = frame.path.split(/[/\\]/).slice(-SEGMENTS).join('/');
  return frame.name === undefined ? end : `${frame.name} (${end})`;
}

const pathOf = (file: string): string =>
  file.startsWith('file:') ? fileURLToPath(file.replace(/\?.*$/, '')) : file;
