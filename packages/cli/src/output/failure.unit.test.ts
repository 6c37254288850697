import { ContractViolation } from '@murmuration/contracts';
import {
  CredentialsRefused,
  NotConnected,
  NotStored,
  OutcomeTimeout,
  QueryFailed,
} from '@murmuration/client';
import { describe, expect, test } from 'vitest';
import { ExitCode } from '../exit-code.ts';
import { failureOf, NothingRuns, NotThere, TimedOut, UsageError } from './failure.ts';

describe('failureOf', () => {
  test.each([
    [new UsageError('x'), ExitCode.usage],
    [new NotThere('x'), ExitCode.rejected],
    [new NothingRuns('/shop'), ExitCode.unreachable],
    [new NotConnected('x'), ExitCode.unreachable],
    [new CredentialsRefused('x'), ExitCode.unreachable],
    [new NotStored('x'), ExitCode.unreachable],
    [new QueryFailed('qry.order.get', 503, 'x'), ExitCode.unreachable],
    [new QueryFailed('qry.order.get', 504, 'x'), ExitCode.timedOut],
    [new QueryFailed('qry.order.get', 422, 'x'), ExitCode.rejected],
    [new OutcomeTimeout('order.place.v1', 'o-1', 10), ExitCode.timedOut],
    [new TimedOut('x'), ExitCode.timedOut],
    [new Error('x'), ExitCode.rejected],
  ])('%s ends with %i', (error, exitCode) => {
    expect(failureOf(error).exitCode).toBe(exitCode);
  });

  test('keeps the fields that a command got wrong', () => {
    const problems = [{ field: 'email', code: 'invalid_format', message: 'no address' }];
    const failure = failureOf(new ContractViolation('order.place.v1', problems));
    expect(failure).toMatchObject({ exitCode: ExitCode.rejected, code: 'invalid', problems });
  });

  test('says how to start the shop when nothing runs', () => {
    expect(failureOf(new NothingRuns('/shop')).message).toMatch(
      /^Nothing runs here: start it with npm start/,
    );
  });
});
