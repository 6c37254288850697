import { describe, expect, test } from 'vitest';
import { fakeShopOfEachTest } from '../../test/fake-shop-of-each-test.ts';
import { ExitCode } from '../exit-code.ts';

const moment = '2026-01-05T09:00:00.000Z';

const { shop, murmur } = fakeShopOfEachTest();

describe('broker repairs', () => {
  const repair = {
    id: '01a206bb-f422-7228-829e-2f491fbf8380',
    lane: 0,
    stream: 'EVENTS',
    found: 'rolled-back',
    expected: { created: moment, sequence: 90 },
    met: { created: moment, sequence: 60 },
    rows: 30,
    firstPosition: 61,
    lastPosition: 90,
    foundAt: moment,
    finishedAt: '2026-01-05T09:00:01.500Z',
  };

  test('are listed for people and for programs', async () => {
    await shop().reply('admin.order.broker-repairs.list', { repairs: [repair] });
    const people = await murmur('broker', 'repairs', 'order');
    expect(people.exitCode).toBe(ExitCode.ok);
    expect(people.out).toMatch(/order .*EVENTS.*rolled-back +30 +1\.5 s/);
    const programs = await murmur('broker', 'repairs', 'order', '--json');
    expect(JSON.parse(programs.out)).toEqual({ repairs: [{ service: 'order', ...repair }] });
  });

  test('are none, when the broker has lost nothing', async () => {
    await shop().reply('admin.order.broker-repairs.list', { repairs: [] });
    const { exitCode, out } = await murmur('broker', 'repairs', 'order', '--hours', '1');
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('has lost nothing');
  });
});
