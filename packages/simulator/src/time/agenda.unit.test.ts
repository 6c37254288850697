import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.ts';
import { Chance } from './chance.ts';

function drained(agenda: Agenda): readonly number[] {
  const moments: number[] = [];
  for (let entry = agenda.first; entry !== undefined; entry = agenda.first) {
    moments.push(entry.at);
    agenda.takeFirst();
  }
  return moments;
}

describe('an agenda', () => {
  it('hands out what is due soonest, in whatever order it was entered', () => {
    const chance = new Chance(1);
    const agenda = new Agenda();
    const moments = Array.from({ length: 500 }, () => chance.whole(0, 100));
    for (const at of moments) agenda.enter(at, () => undefined);
    expect(drained(agenda)).toEqual(moments.toSorted((a, b) => a - b));
  });

  it('hands out what is due at one moment in the order in which it was entered', () => {
    const agenda = new Agenda();
    const said: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) agenda.enter(5, () => said.push(name));
    for (let entry = agenda.first; entry !== undefined; entry = agenda.first) {
      agenda.takeFirst();
      entry.run();
    }
    expect(said.join('')).toBe('abcde');
  });

  it('leaves out what was cancelled', () => {
    const agenda = new Agenda();
    agenda.enter(1, () => undefined).isCancelled = true;
    agenda.enter(2, () => undefined);
    expect(drained(agenda)).toEqual([2]);
  });
});

describe('chance', () => {
  it('draws the same from the same seed, evenly', () => {
    const [one, other] = [new Chance(42), new Chance(42)];
    const drawn = Array.from({ length: 20_000 }, () => one.next());
    expect(drawn.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => other.next()));
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(new Chance(43).next()).not.toBe(new Chance(42).next());
  });
});
