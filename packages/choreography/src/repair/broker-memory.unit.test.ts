import { describe, expect, it } from 'vitest';
import { BrokerMemory } from './broker-memory.ts';

const at = (sequence: number, isDuplicate = false) => ({
  stream: 'EVENTS',
  sequence,
  isDuplicate,
});

function memory(): BrokerMemory {
  const fresh = BrokerMemory.parse('{}');
  fresh.set('EVENTS', { created: 'then', sequence: 0, id: '', removed: 0 });
  return fresh;
}

describe('the memory of a lane', () => {
  it('keeps the last acknowledged message, over a recording', () => {
    const own = memory();
    expect([
      own.stored('a', at(50_000_000_000_001)),
      own.stored('b', at(50_000_000_000_009)),
    ]).toEqual([true, true]);
    expect(BrokerMemory.parse(own.toString()).of('EVENTS')).toMatchObject({
      sequence: 50_000_000_000_009,
      id: 'b',
    });
  });

  it('finds an acknowledgement that goes backwards suspicious, and keeps what it knows', () => {
    const own = memory();
    own.stored('a', at(10));
    expect(own.stored('b', at(9))).toBe(false);
    expect(own.stored('c', at(10))).toBe(false);
    expect(own.of('EVENTS')).toMatchObject({ sequence: 10, id: 'a' });
  });

  it('does not mind the place of a message that was repeated', () => {
    const own = memory();
    own.stored('a', at(10));
    expect(own.stored('b', at(4, true))).toBe(true);
  });

  it('finds a great leap suspicious: another stream may have begun', () => {
    const own = memory();
    own.stored('a', at(10));
    expect(own.stored('b', at(2_000_000))).toBe(false);
    expect(own.stored('c', at(2_000_001))).toBe(true);
  });

  it('says nothing of streams that it does not watch', () => {
    expect(memory().stored('a', { stream: 'OTHER', sequence: 1, isDuplicate: false })).toBe(true);
  });
});
