/** A value in a nats-server configuration file. Undefined entries are left out. */
export type ConfigValue =
  | string
  | number
  | boolean
  | readonly ConfigValue[]
  | { readonly [name: string]: ConfigValue | undefined };

/** The text of a nats-server configuration file, one top-level entry after the other. Every string is quoted, so nothing in one is read as a variable or a unit. */
export function configText(entries: Readonly<Record<string, ConfigValue | undefined>>): string {
  return linesOf(entries, '').join('\n') + '\n';
}

function linesOf(
  entries: Readonly<Record<string, ConfigValue | undefined>>,
  indent: string,
): readonly string[] {
  return Object.entries(entries).flatMap(([name, value]) =>
    value === undefined ? [] : [`${indent}${name}: ${textOf(value, indent)}`],
  );
}

function textOf(value: ConfigValue, indent: string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  const deeper = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => `${deeper}${textOf(item, deeper)}`);
    return `[\n${items.join('\n')}\n${indent}]`;
  }
  return `{\n${linesOf(value, deeper).join('\n')}\n${indent}}`;
}

const isList = (value: object): value is readonly ConfigValue[] => Array.isArray(value);
