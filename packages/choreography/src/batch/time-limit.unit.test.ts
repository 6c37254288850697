import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../definition/errors.ts';
import { withTimeLimit } from './time-limit.ts';

describe('a call with a time limit', () => {
  it('answers what came back', async () => {
    expect(await withTimeLimit(1_000, async () => 'answer')).toBe('answer');
  });

  it('passes on what was thrown', async () => {
    const failing = withTimeLimit(1_000, () => Promise.reject(new Error('refused')));
    await expect(failing).rejects.toThrow('refused');
  });

  it('ends when its time is over, also when it does not look at its signal', async () => {
    const deaf = withTimeLimit(5, () => new Promise(() => undefined));
    await expect(deaf).rejects.toThrow(UnavailableError);
    await expect(deaf).rejects.toThrow('the call took longer than 5 ms');
  });
});
