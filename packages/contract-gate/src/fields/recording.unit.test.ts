import { describe, expect, it } from 'vitest';
import { recording } from './recording.ts';

const body = { id: 'o-1', lines: [{ sku: 'a', price: { amount: 1 } }], tags: ['x'], note: 'n' };

function readBy(use: (data: typeof body) => void): readonly string[] {
  const read = new Set<string>();
  const data: unknown = recording(structuredClone(body), read);
  // the proxy has the shape of what it stands for
  if (isBody(data)) use(data);
  return [...read];
}

const isBody = (data: unknown): data is typeof body => typeof data === 'object' && data !== null;

describe('data that notes what is read', () => {
  it('notes nothing when nothing is read', () => {
    expect(readBy(() => undefined)).toEqual([]);
  });

  it('notes a field, and not its neighbours', () => {
    expect(readBy(({ id }) => expect(id).toBe('o-1'))).toEqual(['id']);
  });

  it('notes the fields of what is in a list', () => {
    const skus = readBy(({ lines }) => expect(lines.map(({ sku }) => sku)).toEqual(['a']));
    expect(skus).toEqual(['lines', 'lines[]', 'lines[].sku']);
  });

  it('notes values in a list, but not that somebody asked how long it is', () => {
    expect(readBy(({ tags }) => expect(tags.length).toBe(1))).toEqual(['tags']);
    expect(readBy(({ tags }) => expect(tags[0]).toBe('x'))).toEqual(['tags', 'tags[]']);
  });

  it('notes everything that is written down', () => {
    const read = readBy((data) => JSON.stringify(data));
    expect(read).toContain('lines[].price.amount');
    expect(read).toContain('note');
  });
});
