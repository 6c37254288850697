import { accessTokenClaims } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { claimsOf } from './access-claims.ts';

const bearer = { userId: 'u-ada', roles: ['customer', 'operator'], sessionId: 's-1' } as const;
const policy = { issuer: 'https://auth.example', accessTokenSeconds: 600 };

describe('the claims of an access token', () => {
  const claims = claimsOf(bearer, 't-1', new Date('2026-01-05T09:00:00.900Z'), policy);

  it('say who, what for, out of which session and for how long, and no more', () => {
    expect(claims).toEqual({
      iss: 'https://auth.example',
      aud: 'murmuration',
      sub: 'u-ada',
      roles: ['customer', 'operator'],
      sid: 's-1',
      jti: 't-1',
      iat: 1_767_603_600,
      exp: 1_767_604_200,
    });
  });

  it('are what the contract promises', () => {
    expect(accessTokenClaims.parse(claims)).toEqual(claims);
  });
});
