import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applied, type Edit, edited } from './edit-source.ts';
import { MUTANTS } from './mutants.ts';
import { NEXT_VERSION } from './next-version.ts';
import { ROOT } from './root.ts';

const EDIT: Edit = { file: 'a.ts', find: 'if (seen) return;', put: 'if (false) return; // $&' };

describe('a change of the source', () => {
  it('puts the text as it is in the place of the other', () => {
    expect(applied('x; if (seen) return; y', EDIT)).toBe('x; if (false) return; // $& y');
  });

  it('fails when the text is not there, or there twice', () => {
    expect(() => applied('nothing of it', EDIT)).toThrow('0 times');
    expect(() => applied(EDIT.find + EDIT.find, EDIT)).toThrow('2 times');
  });

  it('takes bytes as well, and makes every change of a module', () => {
    const more: Edit = { ...EDIT, find: 'x', put: 'z' };
    const source = new TextEncoder().encode(`x ${EDIT.find}`);
    expect(edited('file:a', source, new Map([['file:a', [EDIT, more]]]))).toMatch(
      /^z if \(false\)/,
    );
  });

  const all = [
    ...MUTANTS.flatMap(({ name, edits }) => edits.map((edit) => [name, edit] as const)),
    ...NEXT_VERSION.map((edit) => ['next version', edit] as const),
  ];

  it.each(all)('of %s fits the program as it is', (_name, edit) => {
    const text = readFileSync(join(ROOT, edit.file), 'utf8');
    expect(applied(text, edit)).not.toBe(text);
  });
});
