/** A Debian package source as apt's `.sources` files have them: one stanza of `Field: value` lines. */
type Stanza = ReadonlyMap<string, string>;

// Suites with additions to a release; their mirrors and paths differ from the release's own.
const ADDITIONS = /-(?:updates|security|backports|proposed-updates|lts)\b|\/updates$/;
const ONE_LINE =
  /^deb\s+(?:\[(?<options>[^\]]*)\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)\s+(?<components>\S.*)$/;
const OPTION_FIELDS: Readonly<Record<string, string>> = {
  'signed-by': 'Signed-By',
  trusted: 'Trusted',
  arch: 'Architectures',
};

/**
 * Rewrites the text of a machine's own apt source so that it offers another suite of the same mirror.
 * @param name the file's name; `.sources` files have stanzas, `.list` files one source a line
 * @returns text for a `.sources` file; empty when the file names no Debian release
 */
export function withSuite(name: string, text: string, suite: string): string {
  const stanzas = name.endsWith('.sources') ? parseStanzas(text) : parseOneLines(text);
  return stanzas
    .filter(isRelease)
    .map((stanza) => render(stanza, suite))
    .join('\n');
}

function parseStanzas(text: string): Stanza[] {
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('#'));
  const blocks = lines.join('\n').split(/\n\s*\n/);
  return blocks.map(parseStanza).filter((stanza) => stanza.size > 0);
}

function parseStanza(block: string): Stanza {
  // A line that begins with a space goes on with the value of the line before (a key in Signed-By).
  const fields = block.trim().split(/\n(?=\S)/);
  const pairs = fields.flatMap((field): [string, string][] => {
    const colon = field.indexOf(':');
    return colon < 1 ? [] : [[field.slice(0, colon), field.slice(colon + 1).trim()]];
  });
  return new Map(pairs);
}

function parseOneLines(text: string): Stanza[] {
  return text.split(/\r?\n/).flatMap((line): Stanza[] => {
    const parts = ONE_LINE.exec(line.replace(/#.*$/, '').trim())?.groups;
    if (parts === undefined) return [];
    return [
      new Map([
        ['Types', 'deb'],
        ['URIs', parts['uri'] ?? ''],
        ['Suites', parts['suite'] ?? ''],
        ['Components', parts['components'] ?? ''],
        ...optionFields(parts['options'] ?? ''),
      ]),
    ];
  });
}

function optionFields(options: string): [string, string][] {
  return options.split(/\s+/).flatMap((option): [string, string][] => {
    const [name = '', value = ''] = option.split('=');
    const field = OPTION_FIELDS[name.toLowerCase()];
    return field === undefined ? [] : [[field, value.replaceAll(',', ' ')]];
  });
}

function isRelease(stanza: Stanza): boolean {
  const words = (field: string) => (stanza.get(field) ?? '').split(/\s+/);
  const isEnabled = stanza.get('Enabled') !== 'no' && words('Types').includes('deb');
  const suites = words('Suites').filter((suite) => suite !== '' && !ADDITIONS.test(suite));
  return isEnabled && suites.length > 0 && words('Components').includes('main');
}

function render(stanza: Stanza, suite: string): string {
  const changed = new Map([...stanza, ['Types', 'deb'], ['Suites', suite], ['Components', 'main']]);
  return [...changed].map(([field, value]) => `${field}: ${value}\n`).join('');
}
