import { testDatabase } from '@murmuration/testkit';
import { expect, test } from 'vitest';
import { murmurAt } from '../../test/murmur-at.ts';
import { ExitCode } from '../exit-code.ts';

const NOBODY = '127.0.0.1:1';
const murmur = murmurAt({ MURMURATION_URL: `nats://${NOBODY}` });
const audit = (database: string) =>
  murmur('audit', '--database', database, '--ledger', `http://${NOBODY}`);

test('an audit that cannot reach the database names the option', async () => {
  const { exitCode, err } = await audit(`postgres://${NOBODY}/shop`);
  expect(exitCode).toBe(ExitCode.unreachable);
  expect(err).toMatch(/^--database .*ECONNREFUSED/);
});

test('an audit that cannot reach the ledger names the option', async () => {
  const database = await testDatabase({ services: ['order'] });
  try {
    const { exitCode, err } = await audit(database.urlOf('auditor'));
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(err).toMatch(/^--ledger /);
    expect(err).not.toContain('fetch failed');
  } finally {
    await database.drop();
  }
});
