import { describe, expect, it } from 'vitest';
import { Health } from './health.ts';

describe('the health of a service', () => {
  it('is good when nothing says otherwise', async () => {
    const health = new Health();
    health.add('the broker', () => undefined);
    health.add('the database', () => Promise.resolve(undefined));
    expect(await health.problems()).toEqual([]);
  });

  it('names everything that is wrong, and what does not answer at all', async () => {
    const health = new Health();
    health.add('the broker', () => 'the broker is out of reach');
    health.add('the database', () => Promise.reject(new Error('of ada@example.com')));
    health.add('the relay', () => {
      throw new Error('broken');
    });
    expect(await health.problems()).toEqual([
      'the broker is out of reach',
      'the database does not answer',
      'the relay does not answer',
    ]);
  });
});
