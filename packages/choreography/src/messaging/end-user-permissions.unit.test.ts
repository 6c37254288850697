import { commands, requests } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { endUserPermissions } from './end-user-permissions.ts';

const { publish, subscribe } = endUserPermissions('u-1', ['customer']);
const operator = endUserPermissions('u-1', ['customer', 'operator']);

describe('an end user', () => {
  it('may send what contracts leave to anyone, and nothing that they do not', () => {
    for (const { type, sentBy } of commands) {
      const subject = `user.u-1.cmd.${type}`;
      expect(publish.allow.includes(subject)).toBe(sentBy === 'anyone');
      expect(operator.publish.allow.includes(subject)).toBe(sentBy !== 'trusted');
    }
    for (const { type, access } of requests) {
      expect(publish.allow.includes(`user.u-1.req.${type}`)).toBe(access === 'own');
    }
    expect(publish.allow).toContain('user.u-1.cmd.order.place');
    expect(operator.publish.allow).toContain('user.u-1.cmd.payment.refund');
  });

  it('publishes below the own id only, and reads the own inboxes only', () => {
    expect(publish.allow.filter((subject) => !subject.startsWith('user.u-1.'))).toEqual([]);
    expect(publish.allow.filter((subject) => /[*>]/.test(subject))).toEqual([]);
    expect(subscribe.allow).toEqual(['_INBOX.u-1.>']);
  });

  it.each(['', '*', '>', 'u-1.cmd', 'u 1', 'u-1\n', 'ü', 'x'.repeat(65)])(
    'is refused under the id %j, which could reach further',
    (userId) => {
      expect(() => endUserPermissions(userId, [])).toThrow(TypeError);
    },
  );
});
