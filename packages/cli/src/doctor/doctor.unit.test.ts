import { describe, expect, test } from 'vitest';
import { checkDevState, checkNode } from './check-host.ts';
import { judgeRepairs } from './check-repairs.ts';
import { judgeConsumers } from './check-streams.ts';
import { tryCheck } from './finding.ts';

const consumer = (name: string, pending: number, unacknowledged: number) => ({
  name,
  num_pending: pending,
  num_ack_pending: unacknowledged,
});

describe('judgeConsumers', () => {
  test('is content when nobody is behind', () => {
    expect(judgeConsumers('consumers', [consumer('order', 0, 0)])).toMatchObject({
      isOk: true,
      detail: '1 consumer, none behind',
    });
  });

  test('names the one that is furthest behind, counting what is not acknowledged', () => {
    const found = judgeConsumers('consumers', [consumer('order', 5, 0), consumer('payment', 3, 4)]);
    expect(found).toMatchObject({
      isOk: true,
      detail: '2 consumers; payment is 7 messages behind',
    });
  });

  test('is bad, with advice, when one is hopelessly behind or there is none', () => {
    const late = judgeConsumers('consumers', [consumer('order', 10_000, 0)]);
    expect(late.isOk).toBe(false);
    expect(late.mend).toContain('log');
    expect(judgeConsumers('consumers', []).isOk).toBe(false);
  });
});

describe('checkNode', () => {
  test('wants Node 24', () => {
    expect(checkNode('24.1.0').isOk).toBe(true);
    expect(checkNode('20.20.2')).toMatchObject({ isOk: false, detail: '20.20.2 is too old' });
  });
});

describe('checkDevState', () => {
  test('tells how to start what does not run', () => {
    expect(checkDevState(undefined, false)).toMatchObject({ isOk: false, mend: 'npm start' });
  });

  test('does not mind when a server elsewhere was named', () => {
    expect(checkDevState(undefined, true).isOk).toBe(true);
  });
});

describe('tryCheck', () => {
  test('turns a failure into a finding', async () => {
    const found = await tryCheck('nats', 'npm start', async () => {
      throw new Error('refused');
    });
    expect(found).toEqual({ name: 'nats', isOk: false, detail: 'refused', mend: 'npm start' });
  });
});

describe('judgeRepairs', () => {
  const place = { created: 'then', sequence: 1 };
  const found = Date.parse('2026-01-05T09:00:00.000Z');
  const repair = {
    id: 'r-1',
    lane: 0,
    stream: 'EVENTS',
    found: 'recreated' as const,
    expected: place,
    met: place,
    rows: 30,
    firstPosition: 1,
    lastPosition: 30,
    foundAt: '2026-01-05T09:00:00.000Z',
    finishedAt: '2026-01-05T09:00:02.000Z',
  };
  const open = { ...repair, finishedAt: null };

  test('tells of repairs that are done, and is content', () => {
    expect(judgeRepairs('repairs', [], found).isOk).toBe(true);
    const done = judgeRepairs('repairs', [repair, repair], found);
    expect(done).toMatchObject({
      isOk: true,
      detail: '2 repairs in 24 h, 60 messages published again',
    });
  });

  test('waits for one that is under way, and not for ever', () => {
    expect(judgeRepairs('repairs', [open], found + 60_000)).toMatchObject({ isOk: true });
    expect(judgeRepairs('repairs', [open], found + 600_000)).toMatchObject({ isOk: false });
  });
});
