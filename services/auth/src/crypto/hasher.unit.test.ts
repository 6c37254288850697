import { Deadline, RequestError } from '@murmuration/choreography';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { passwordHasher } from './hasher.ts';
import { verifyPassword } from './password-hash.ts';

const cost = { memoryKiB: 64, passes: 1, lanes: 1 };
const pepper = Buffer.alloc(32, 7);
const work = vi.fn(verifyPassword);
const hasher = passwordHasher({ pepper, cost, verifyPassword: work });
const soon = () => new Deadline(60_000);

beforeEach(() => {
  work.mockClear();
});

describe('the hasher', () => {
  it('knows a password again, however its letters were composed', async () => {
    const hash = await hasher.hash('cafe\u0301 noir', soon());
    expect(await hasher.verify(hash, 'caf\u00e9 noir', soon())).toBe(true);
    expect(await hasher.verify(hash, 'cafe noir', undefined)).toBe(false);
  });

  it('does the same work when there is no hash, at the same cost, and says no', async () => {
    expect(await hasher.verify(undefined, 'cafe noir', soon())).toBe(false);
    const [[hash] = ['']] = work.mock.calls;
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('turns away what is more than it can do, and has room again afterwards', async () => {
    const small = passwordHasher({ pepper, cost, concurrency: 1, queue: 1 });
    const first = small.hash('one', undefined);
    const second = small.hash('two', undefined);
    expect(() => small.checkRoom()).toThrow(RequestError);
    await expect(small.hash('three', undefined)).rejects.toMatchObject({
      status: 503,
      retryAfterSeconds: 2,
    });
    await Promise.all([first, second]);
    small.checkRoom();
    expect(await small.hash('four', undefined)).toContain('$argon2id$');
  });

  it('does nothing for whom nobody waits any more', async () => {
    const late = hasher.verify(undefined, 'cafe noir', new Deadline(-1));
    await expect(late).rejects.toMatchObject({ status: 408 });
    expect(work).not.toHaveBeenCalled();
  });
});
