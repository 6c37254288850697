import { RequestError } from '@murmuration/choreography';
import type { Problem } from '@murmuration/contracts';

/** One answer for all that keeps somebody from signing in: no such account, another password, not confirmed, erased. */
export const wrongCredentials = (): RequestError =>
  refusal(401, '$', 'wrong_credentials', 'the mail address or the password is wrong');

export const wrongToken = (): RequestError =>
  refusal(401, 'refreshToken', 'wrong_token', 'the refresh token is not good; sign in again');

export const wrongPassword = (): RequestError =>
  refusal(403, 'currentPassword', 'wrong_password', 'the current password is another one');

/** One answer for all that is wrong with a code. */
export const wrongCode = (): RequestError =>
  refusal(400, 'code', 'wrong_code', 'the code is wrong or no longer good; ask for a new one');

/** Throws when a password to be has weaknesses. */
export function refuseWeak(weaknesses: readonly Problem[]): void {
  if (weaknesses.length > 0) throw new RequestError(400, 'the password is too weak', weaknesses);
}

function refusal(status: number, field: string, code: string, message: string): RequestError {
  return new RequestError(status, message, [{ field, code, message }]);
}
