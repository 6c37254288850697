import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.ts';

const seen = { created: 'then', sequence: 50, id: 'mine', removed: 0 };
const view = { created: 'then', firstSequence: 1, lastSequence: 80, removed: 0 };

describe('what has become of a stream', () => {
  it.each([
    ['nothing, when it is as it was', view, 'mine', undefined],
    [
      'recreated, when it was created at another time',
      { ...view, created: 'now' },
      'mine',
      'recreated',
    ],
    ['rolled back, when it ends before', { ...view, lastSequence: 49 }, null, 'rolled-back'],
    ['rolled back, when another message stands there', view, 'other', 'rolled-back'],
    ['truncated, when no message stands there', view, null, 'truncated'],
    ['nothing, when the message went by age', { ...view, firstSequence: 51 }, null, undefined],
    ['nothing that can be told, when it cannot be read', view, undefined, undefined],
  ] as const)('is %s', (_, met, there, finding) => {
    expect(diagnose(seen, met, there)).toBe(finding);
  });

  it('is nothing when the lane has published nothing to it', () => {
    const nothing = { ...seen, sequence: 0, id: '' };
    expect(diagnose(nothing, { ...view, lastSequence: 0 }, undefined)).toBeUndefined();
  });
});
