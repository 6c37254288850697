import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { brokenConstraint, causeOf, loggableError } from './loggable-error.ts';

/** What the driver throws when a unique index refuses a row; the database quotes the row. */
function refusal(): Error {
  const error = Object.assign(new postgres.PostgresError('duplicate key value'), {
    code: '23505',
    detail: 'Key (email)=(canary@example.com) already exists.',
    constraint_name: 'account_email_key',
    table_name: 'account',
    parameters: ['canary@example.com'],
  });
  return error;
}
const failed = (): Error =>
  new DrizzleQueryError(
    'insert into account values ($1)',
    ['canary@example.com'],
    Object.assign(refusal(), { message: 'near "canary@example.com"' }),
  );

/** All that a serializer could reach. */
const everythingOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    each instanceof Error
      ? Object.assign({}, each, { message: each.message, stack: each.stack, cause: each.cause })
      : each,
  );

describe('an error that is logged', () => {
  it.each([
    ['the driver', refusal()],
    ['the query builder', failed()],
  ])('of %s holds no value of the statement, and says what and where', (_, error) => {
    const logged = loggableError(error);
    expect(everythingOf(error)).toContain('canary@example.com');
    expect(everythingOf(logged)).not.toContain('canary');
    expect(logged).toMatchObject({ code: '23505', constraint_name: 'account_email_key' });
    expect(everythingOf(logged)).toContain('loggable-error.unit.test.ts');
  });

  it('of the service itself stays as it is', () => {
    const error = new Error('no such account');
    expect(loggableError(error)).toBe(error);
  });
});

describe('a broken constraint', () => {
  it('is named, through the query builder as well', () => {
    expect([refusal(), failed()].map(brokenConstraint)).toEqual(Array(2).fill('account_email_key'));
  });

  it('is none when something else failed', () => {
    expect(brokenConstraint(new Error('23505'))).toBeUndefined();
    expect(causeOf('text')).toBe('text');
  });
});
