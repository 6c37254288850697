import { describe, expect, test } from 'vitest';
import { CouldNotLook, UsageError } from '../output/failure.ts';
import { placesOf, readingFrom } from './audit-places.ts';

const database = 'postgres://auditor@elsewhere:5432/shop';
const ledger = 'http://elsewhere:12111';
const run = {
  auditorDatabaseUrl: 'postgres://127.0.0.1:25432/postgres',
  paymentSandboxUrl: 'http://127.0.0.1:21211',
};

describe('where the shop keeps its data', () => {
  test('say the options, before the local run does', () => {
    expect(placesOf({ database }, run)).toEqual({
      database: { url: database, name: expect.stringContaining('--database') },
      ledger: { url: run.paymentSandboxUrl, name: 'the payment sandbox of the local run' },
    });
  });

  test.each([
    ['neither for one of both', { ledger }],
    ['no URL', { database: 'secret', ledger }],
    ['the URL of something else', { database: ledger, ledger }],
    ['a ledger that is no URL', { database, ledger: 'elsewhere:12111' }],
  ])('is refused when it is %s', (_, options) => {
    expect(() => placesOf(options, undefined)).toThrow(UsageError);
  });

  test('is refused by the name of the option, without what may be a password', () => {
    const read = (): unknown => placesOf({ database: 'secret', ledger }, undefined);
    expect(read).toThrow(/^--database .* takes a URL such as postgres:/);
    expect(read).not.toThrow(/secret/);
  });
});

describe('a place that cannot be read', () => {
  const { ledger: place } = placesOf({ database, ledger }, undefined);
  const failing = (error: Error) => readingFrom(place, () => Promise.reject(error));

  test('is named, with the reason beneath', async () => {
    const error = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    await expect(failing(error)).rejects.toThrow(CouldNotLook);
    await expect(failing(error)).rejects.toThrow(/^--ledger .*: connect ECONNREFUSED$/);
  });

  test('is said by the code when the reason has no words', async () => {
    const cause = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause });
    await expect(failing(error)).rejects.toThrow(/: ECONNREFUSED$/);
  });
});
