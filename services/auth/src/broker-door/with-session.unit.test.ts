import { describe, expect, it } from 'vitest';
import type { Verifier } from '../tokens/access-token.ts';
import { withSession } from './with-session.ts';

const claims = {
  iss: 'https://auth.example',
  aud: 'murmuration',
  sub: 'u-ada',
  roles: [],
  sid: 's-1',
  jti: 't-1',
  iat: 0,
  exp: 600,
} as const;
const verify: Verifier = async (token) =>
  token === 'good' ? { ...claims, roles: [...claims.roles] } : undefined;

describe('a token at the broker’s door', () => {
  it('is good while its session goes on', async () => {
    const asked: unknown[] = [];
    const door = withSession(verify, async ({ sid, sub }) => asked.push([sid, sub]) > 0);
    expect(await door('good')).toEqual(claims);
    expect(asked).toEqual([['s-1', 'u-ada']]);
  });

  it('is refused when its session has ended', async () => {
    expect(await withSession(verify, async () => false)('good')).toBeUndefined();
  });

  it('that is no good one is not looked for', async () => {
    const never = async (): Promise<boolean> => {
      throw new Error('asked for nothing');
    };
    expect(await withSession(verify, never)('bad')).toBeUndefined();
  });

  it('counts by itself while nobody can tell, at once or in time', async () => {
    const away = async (): Promise<boolean> => {
      throw new Error('the database is away');
    };
    expect(await withSession(verify, away)('good')).toEqual(claims);
    const silent = (): Promise<boolean> => new Promise(() => undefined);
    expect(await withSession(verify, silent, 1)('good')).toEqual(claims);
  });
});
