import { describe, expect, it } from 'vitest';
import { eventually, Hopeless } from './eventually.ts';

describe('eventually', () => {
  it('returns the first value that is neither false nor undefined', async () => {
    const answers = [undefined, false, 0];
    const waiting = eventually(() => answers.shift(), { what: 'an answer', everyMs: 1 });
    expect(await waiting).toBe(0);
  });

  it('tries again after a failure', async () => {
    let count = 0;
    const attempt = (): string => {
      if (++count < 3) throw new Error('not yet');
      return 'done';
    };
    expect(await eventually(attempt, { what: 'the third time', everyMs: 1 })).toBe('done');
  });

  it('says what it waited for and how the last attempt went', async () => {
    const failing = eventually(() => Promise.reject(new Error('still 3 left')), {
      what: 'an empty queue',
      timeoutMs: 5,
      everyMs: 1,
    });
    await expect(failing).rejects.toThrow('Waited 5 ms for an empty queue. Last: still 3 left');
  });

  it('does not wait when that cannot help', async () => {
    let count = 0;
    const attempt = (): never => {
      count++;
      throw new Hopeless('the process has ended');
    };
    await expect(eventually(attempt, { what: 'it' })).rejects.toThrow('the process has ended');
    expect(count).toBe(1);
  });
});
