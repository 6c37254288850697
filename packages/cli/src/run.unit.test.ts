import { describe, expect, test } from 'vitest';
import { ExitCode } from './exit-code.ts';
import { murmurAt } from '../test/murmur-at.ts';

const murmur = murmurAt({});

describe('wrong usage', () => {
  test.each([
    ['an unknown verb', ['fly']],
    ['an order without lines', ['order', 'place']],
    ['a line that is none', ['order', 'place', '--line', 'tea']],
    ['a missing argument', ['order', 'show']],
    ['an unknown option', ['order', 'show', 'o-1', '--loud']],
    ['a price without currency', ['product', 'price', 'tea', '6.90']],
    ['no pieces', ['stock', 'add', 'tea', '0']],
    ['a customer without an address', ['customer', 'put', 'ada', '--name', 'Ada']],
    ['a refund without reason', ['payment', 'refund', 'o-1', '1']],
    ['no time at all', ['--timeout', '0', 'order', 'show', 'o-1']],
    ['a redrive of nothing in particular', ['dead', 'redrive', 'order']],
    ['a discard without a reason', ['dead', 'discard', 'order', '--all']],
    ['an edit of nothing', ['dead', 'edit', 'order', 'd-1', '--why', 'x']],
    ['a body that is no JSON', ['dead', 'edit', 'order', 'd-1', '--why', 'x', '--body', '{']],
    ['steps that are none', ['dead', 'redrive', 'order', '--all', '--ramp', 'slow']],
    ['a status that is none', ['dead', 'list', '--status', 'lost']],
    ['a redrive of two things', ['dead', 'redrive', 'order', '--all', '--id', 'd-1']],
  ])('%s ends with 2 and says why on standard error', async (_, args) => {
    const { exitCode, out, err } = await murmur(...args);
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.usage, out: '' });
    expect(err).not.toBe('');
  });

  test('is told in JSON to who reads JSON', async () => {
    const { exitCode, err } = await murmur('order', 'show', '--json');
    expect(exitCode).toBe(ExitCode.usage);
    expect(JSON.parse(err)).toEqual({
      error: { code: 'usage', message: "missing required argument 'order'", problems: [] },
    });
  });

  test('tells who reads JSON the verbs, when there is none', async () => {
    const { exitCode, out, err } = await murmur('stock', '--json');
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.usage, out: '' });
    expect(JSON.parse(err).error.message).toBe('murmur stock needs one of its verbs: add, show');
  });
});

describe('help', () => {
  test('lists the verbs and the exit codes', async () => {
    const { exitCode, out } = await murmur('--help');
    expect(exitCode).toBe(ExitCode.ok);
    for (const verb of [
      'order',
      'product',
      'stock',
      'payment',
      'customer',
      'dead',
      'seed',
      'demo',
      'doctor',
    ]) {
      expect(out).toContain(`  ${verb}`);
    }
    expect(out).toContain('4  not in time');
  });

  test('of a verb shows the global options too', async () => {
    const { out } = await murmur('order', 'place', '--help');
    expect(out).toContain('--line <SKU=QTY...>');
    expect(out).toContain('--json');
  });
});
