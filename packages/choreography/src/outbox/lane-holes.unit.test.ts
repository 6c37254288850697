import { describe, expect, it } from 'vitest';
import { LaneHoles } from './lane-holes.ts';

describe('a hole', () => {
  it('stays one only when every transaction that could fill it has ended', async () => {
    const holes = new LaneHoles({ boundary: async () => 105n });
    expect(await holes.judge([7], 100n)).toEqual([]);
    expect(await holes.judge([7], 104n)).toEqual([]);
    expect(await holes.judge([7], 105n)).toEqual([7]);
  });

  it('has its boundary taken when it is first seen, whatever was open then', async () => {
    const holes = new LaneHoles({ boundary: async () => 105n });
    expect(await holes.judge([7], 200n)).toEqual([]);
  });

  it('is suspected anew when a row for it was found and went missing again', async () => {
    const boundaries = [105n, 300n];
    const holes = new LaneHoles({ boundary: async () => boundaries.shift() ?? 0n });
    await holes.judge([7], 100n);
    holes.filled(7);
    expect(await holes.judge([7], 200n)).toEqual([]);
    expect(await holes.judge([7], 300n)).toEqual([7]);
  });

  it('asks for no boundary when there is nothing new to suspect', async () => {
    let asked = 0;
    const holes = new LaneHoles({
      boundary: async () => {
        asked++;
        return 105n;
      },
    });
    await holes.judge([], 100n);
    await holes.judge([7, 8], 100n);
    await holes.judge([7, 8], 100n);
    expect(asked).toBe(1);
  });
});
