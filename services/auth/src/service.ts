import type { ServiceDefinition } from '@murmuration/choreography';
import { answerJwks } from './queries/answer-jwks.ts';
import { forgetCredentialsWhenUserErased } from './reactions/forget-credentials-when-user-erased.ts';
import { replicateRoles } from './reactions/replicate-roles.ts';
import { answerChangePassword } from './responders/change-password.ts';
import { answerConfirmPasswordReset } from './responders/confirm-password-reset.ts';
import { answerConfirmRegistration } from './responders/confirm-registration.ts';
import { answerRefreshSession } from './responders/refresh-session.ts';
import { answerRegister } from './responders/register.ts';
import { answerRequestPasswordReset } from './responders/request-password-reset.ts';
import { answerSignIn } from './responders/sign-in.ts';
import { answerSignOut } from './responders/sign-out.ts';
import { answerSignOutEverywhere } from './responders/sign-out-everywhere.ts';
import { accounts, roles } from './store/schema.ts';
import type { AuthTools } from './tools.ts';

/** Accounts, sessions, and the keys that access tokens are signed with. */
export function authService(tools: AuthTools): ServiceDefinition {
  return {
    name: 'auth',
    stores: [accounts, roles],
    reactions: [replicateRoles, forgetCredentialsWhenUserErased],
    answers: [answerJwks],
    responders: [
      answerRegister(tools),
      answerConfirmRegistration(tools),
      answerSignIn(tools),
      answerRefreshSession(tools),
      answerSignOut(),
      answerSignOutEverywhere(),
      answerChangePassword(tools),
      answerRequestPasswordReset(tools),
      answerConfirmPasswordReset(tools),
    ],
  };
}
