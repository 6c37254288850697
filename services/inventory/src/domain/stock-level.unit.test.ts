import { describe, expect, it } from 'vitest';
import { levelWith, noStock } from './inventory.fixtures.ts';
import { addPieces, emptyLevel, handOver, levelFor, putBack, setAside } from './stock-level.ts';

describe('a stock level', () => {
  it('begins empty, and a delivery adds pieces on hand', () => {
    expect(addPieces(emptyLevel('tea'), 5)).toEqual({
      sku: 'tea',
      onHand: 5,
      reserved: 0,
      committed: 0,
      restocked: 5,
      version: 1,
    });
  });

  it('moves pieces from on hand to reserved, and back', () => {
    const aside = setAside(levelWith('tea', 5), 2);
    expect(aside).toMatchObject({ onHand: 3, reserved: 2, restocked: 5, version: 2 });
    expect(putBack(aside, 2)).toMatchObject({ onHand: 5, reserved: 0, restocked: 5, version: 3 });
  });

  it('moves reserved pieces out for good', () => {
    const gone = handOver(levelWith('tea', 3, 2), 2);
    expect(gone).toMatchObject({ onHand: 3, reserved: 0, committed: 2, restocked: 5, version: 3 });
  });

  it('lets the last piece go', () => {
    expect(setAside(levelWith('tea', 2), 2).onHand).toBe(0);
  });

  it('never becomes negative: moving more than there is throws and names the article', () => {
    const level = levelWith('tea', 1, 1);
    expect(() => setAside(level, 2)).toThrow(/stock of tea would become -1 on hand/);
    expect(() => putBack(level, 2)).toThrow(/stock of tea would become 3 on hand and -1 reserved/);
    expect(() => handOver(level, 2)).toThrow(/-1 reserved/);
  });

  it('must be loaded when a reservation refers to it', () => {
    expect(() => levelFor(noStock, 'tea')).toThrow(/tea is reserved, but its stock level/);
  });
});
