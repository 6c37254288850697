import { z } from 'zod';
import { role } from '../user/role.ts';

/** What every access token of the shop has in common; whoever verifies one accepts nothing else. */
export const accessTokenForm = {
  /** The only algorithm: a token's own word about that counts for nothing. */
  algorithm: 'EdDSA',
  type: 'at+jwt',
  audience: 'murmuration',
} as const;

/** What an access token says about its bearer. */
export const accessTokenClaims = z.object({
  iss: z.string(),
  aud: z.literal(accessTokenForm.audience),
  /** The user's id. */
  sub: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  roles: z.array(role),
  /** The session that the token was made in. */
  sid: z.string().min(1),
  jti: z.string().min(1),
  /** Seconds since 1970. */
  iat: z.int(),
  exp: z.int(),
});
export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;
