import { describe, expect, it } from 'vitest';
import { withSuite } from './apt-sources.ts';

const STANZAS = `Types: deb
# a comment in between
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: https://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;

describe('rewriting apt sources', () => {
  it('keeps mirror and key of a release, and leaves out its security archive', () => {
    expect(withSuite('debian.sources', STANZAS, 'forky')).toBe(
      [
        'Types: deb',
        'URIs: https://mirror.example/debian',
        'Suites: forky',
        'Components: main',
        'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
        '',
      ].join('\n'),
    );
  });

  it('keeps a key that is written out over several lines', () => {
    const text = `Types: deb
URIs: https://mirror.example/debian
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
`;
    expect(withSuite('debian.sources', text, 'sid')).toContain(
      'Signed-By: -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n',
    );
  });

  it('turns one-line sources into stanzas, with their options', () => {
    const text = `# deb https://mirror.example/debian buster main
deb [arch=amd64,arm64 signed-by=/etc/apt/keyrings/debian.gpg] https://mirror.example/debian bookworm main non-free
deb-src https://mirror.example/debian bookworm main
deb https://mirror.example/debian bookworm-updates main
deb https://mirror.example/debian-security bookworm/updates main
`;
    expect(withSuite('sources.list', text, 'testing')).toBe(
      [
        'Types: deb',
        'URIs: https://mirror.example/debian',
        'Suites: testing',
        'Components: main',
        'Architectures: amd64 arm64',
        'Signed-By: /etc/apt/keyrings/debian.gpg',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a source that is switched off', STANZAS.replaceAll('Types: deb', 'Enabled: no\nTypes: deb')],
    ['sources of source code only', STANZAS.replaceAll('Types: deb', 'Types: deb-src')],
    ["another vendor's packages", STANZAS.replaceAll('Components: main', 'Components: stable')],
    ['an empty file', ''],
  ])('offers nothing for %s', (_, text) => {
    expect(withSuite('any.sources', text, 'forky')).toBe('');
  });
});
