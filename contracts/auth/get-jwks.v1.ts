import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { accessTokenForm } from './access-token.ts';

/** A public key that access tokens are verified with (RFC 8037). */
export const publicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal(accessTokenForm.algorithm),
});
export type PublicKey = z.infer<typeof publicKey>;

/** The keys that access tokens may be signed with: those in use, those still to come, and those whose tokens are still about. */
export const getJwks = defineQuery({
  type: 'auth.jwks',
  version: 1,
  params: z.object({}),
  result: z.object({ keys: z.array(publicKey) }),
  http: { method: 'GET', path: '/.well-known/jwks.json' },
  access: 'public',
  examples: [
    {
      params: {},
      result: {
        keys: [
          {
            kty: 'OKP',
            crv: 'Ed25519',
            x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
            kid: 'k-3fKq0vYb7tR2mXwZ',
            use: 'sig',
            alg: 'EdDSA',
          },
        ],
      },
    },
  ],
});
