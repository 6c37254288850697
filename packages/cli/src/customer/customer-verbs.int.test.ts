import { putCustomer } from '@murmuration/contracts';
import { describe, expect, test } from 'vitest';
import { fakeShopOfEachTest } from '../../test/fake-shop-of-each-test.ts';
import { ExitCode } from '../exit-code.ts';

const { shop, murmur } = fakeShopOfEachTest();

describe('customer put', () => {
  const put = (...more: string[]) =>
    murmur('customer', 'put', 'ada', '--email', 'ada@example.com', '--name', 'Ada', ...more);

  test('asks the service, and no stream, to keep the customer', async () => {
    await shop().reply(`req.${putCustomer.type}`, { userId: 'ada', version: 1 });
    const { exitCode, out } = await put();
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.ok, out: 'ada is a customer\n' });
    expect(shop().commands).toEqual([]);
  });

  test('ends with 1 and names the field when the address is none', async () => {
    const { exitCode, err } = await murmur('customer', 'put', 'a', '--email', 'x', '--name', 'A');
    expect(exitCode).toBe(ExitCode.rejected);
    expect(err).toContain('email:');
  });

  test('ends with 3 when nobody answers', async () => {
    expect((await put()).exitCode).toBe(ExitCode.unreachable);
  });
});
