import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestRefused } from '../domain/stripe-error.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A check of the Bearer token against the API key. It throws RequestRefused 401. */
export function apiKeyCheck(apiKey: string): (authorization: string | undefined) => void {
  const expected = digest(apiKey);
  return (authorization) => {
    const given = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (given === undefined) {
      throw unauthorized(
        'You did not provide an API key. Provide it in the Authorization header, as a Bearer token.',
      );
    }
    if (!timingSafeEqual(digest(given), expected)) {
      throw unauthorized(`Invalid API Key provided: ${given.slice(0, 8)}****`);
    }
  };
}

function unauthorized(message: string): RequestRefused {
  return new RequestRefused(401, { type: 'invalid_request_error', message });
}
