import { z } from 'zod';
import { personal } from '../define/personal.ts';
import { refreshToken } from './credentials.ts';

/** What somebody gets who has signed in or refreshed: a token to show, and one to get the next with. */
export const signedIn = z.object({
  userId: z.string(),
  /** A JWT; sent as `Authorization: Bearer …`, or as the token of a NATS connection. */
  accessToken: personal(z.string()),
  tokenType: z.literal('Bearer'),
  /** How long the access token is good for, in seconds. */
  expiresIn: z.int().min(1),
  /** Good for one refresh; keep it secret. */
  refreshToken,
  /** How long the refresh token is good for, in seconds. */
  refreshExpiresIn: z.int().min(1),
});
export type SignedIn = z.infer<typeof signedIn>;

/** For the examples of contracts. */
export const adaSignedIn: SignedIn = {
  userId: 'u-Zk3vQ81xLw0rTbNc5aYd',
  accessToken: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ1LVprM3ZRODF4THcifQ.c2ln',
  tokenType: 'Bearer',
  expiresIn: 600,
  refreshToken: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  refreshExpiresIn: 2_592_000,
};
