import { describe, expect, it } from 'vitest';
import { activeAccount, eraseAccount } from './account.ts';

const then = new Date('2026-01-05T09:00:00.000Z');
const now = new Date('2026-02-05T09:00:00.000Z');
const ada = activeAccount('u-ada', 'index', '$argon2id$v=19$…', then);

describe('erasing an account', () => {
  it('given an active one, takes all credentials away and keeps the id', () => {
    expect(eraseAccount(ada, 'u-ada', now)).toEqual({
      save: {
        accounts: [
          {
            userId: 'u-ada',
            status: 'erased',
            emailIndex: null,
            passwordHash: null,
            changedAt: now,
            version: 2,
          },
        ],
      },
    });
  });

  it('given none, remembers that there shall be none', () => {
    expect(eraseAccount(undefined, 'u-ada', now)).toMatchObject({
      save: { accounts: [{ userId: 'u-ada', status: 'erased', version: 1 }] },
    });
  });

  it('given an erased one, changes nothing', () => {
    const erasure = eraseAccount(ada, 'u-ada', now);
    const erased = 'save' in erasure ? erasure.save.accounts[0] : undefined;
    expect(eraseAccount(erased, 'u-ada', now)).toHaveProperty('ignored');
  });
});
