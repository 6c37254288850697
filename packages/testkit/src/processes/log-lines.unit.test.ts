import { describe, expect, it } from 'vitest';
import { readableTail } from './log-lines.ts';

const entry = (level: number, msg: string, extra: object = {}): string =>
  JSON.stringify({ level, time: '2026-01-01T00:00:00Z', msg, ...extra });

describe('the readable end of a log', () => {
  it('shows warnings and errors with what went wrong, without stacks', () => {
    const err = { message: 'no route', stack: 'Error: no route\n at …' };
    const log = [entry(30, 'ready'), entry(40, 'tried again', { err })].join('\n');
    expect(readableTail(log, 5)).toBe('40 tried again | no route');
  });

  it('shows everything where nothing is wrong', () => {
    expect(readableTail([entry(30, 'ready'), entry(30, 'draining')].join('\n'), 5)).toBe(
      '30 ready\n30 draining',
    );
  });

  it('keeps what is no entry, such as a crash', () => {
    const log = `${entry(30, 'ready')}\nTypeError: x is not a function\n`;
    expect(readableTail(log, 5)).toBe('TypeError: x is not a function');
  });

  it('counts repetitions and keeps to the number of lines', () => {
    const log = [entry(50, 'a'), entry(40, 'b'), entry(40, 'b'), entry(40, 'c')].join('\n');
    expect(readableTail(log, 2)).toBe('40 b (2 times)\n40 c');
  });
});
