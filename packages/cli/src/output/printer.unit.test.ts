import { describe, expect, test } from 'vitest';
import { Printer } from './printer.ts';

function page({ isTerminal = false, isJson = false }) {
  const said = { out: '', err: '' };
  const screen = {
    out: (text: string) => (said.out += text),
    err: (text: string) => (said.err += text),
    isTerminal,
  };
  return { said, printer: new Printer(screen, isJson) };
}

const failure = {
  exitCode: 1,
  code: 'rejected',
  message: 'order.place o-1 was rejected:',
  problems: [{ field: 'lines[0].sku', code: 'unknown_product', message: 'no such article' }],
} as const;

describe('Printer', () => {
  test('tells people text and programs JSON', () => {
    const [people, programs] = [page({}), page({ isJson: true })];
    for (const { printer } of [people, programs]) {
      printer.note('only for people');
      printer.line({ n: 1 }, 'one');
      printer.document({ n: 2 }, 'two');
    }
    expect(people.said.out).toBe('only for people\none\ntwo\n');
    expect(programs.said.out).toBe('{"n":1}\n{\n  "n": 2\n}\n');
  });

  test('writes failures to standard error, as JSON too', () => {
    const [people, programs] = [page({}), page({ isJson: true })];
    people.printer.failure(failure);
    programs.printer.failure(failure);
    expect(people.said.err).toBe(
      'order.place o-1 was rejected:\n  lines[0].sku: no such article (unknown_product)\n',
    );
    expect(JSON.parse(programs.said.err)).toEqual({
      error: { code: 'rejected', message: failure.message, problems: failure.problems },
    });
    expect(people.said.out + programs.said.out).toBe('');
  });

  test('writes over the progress line of a terminal, and shows none elsewhere', () => {
    const [terminal, pipe] = [page({ isTerminal: true }), page({})];
    for (const { printer } of [terminal, pipe]) {
      printer.progress('1/2');
      printer.progress('2/2');
      printer.note('done');
    }
    const erase = '\r\u001b[2K';
    expect(terminal.said.out).toBe(`${erase}1/2${erase}2/2${erase}done\n`);
    expect(pipe.said.out).toBe('done\n');
  });

  test('paints on terminals only', () => {
    expect(page({ isTerminal: true }).printer.paint('red', 'x')).toContain('\u001b[31m');
    expect(page({}).printer.paint('red', 'x')).toBe('x');
  });
});
