import type { ServiceDefinition } from '@murmuration/choreography';
import { defaultPolicy, type UserPolicy } from './domain/user-policy.ts';
import { answerExportUser, answerGetMe, answerGetProfile } from './queries/answer-about-people.ts';
import { activateProfileWhenUserRegistered } from './reactions/activate-profile-when-user-registered.ts';
import { eraseUserReaction } from './reactions/erase-user.ts';
import { forgetProfileUnlessConfirmed } from './reactions/forget-profile-unless-confirmed.ts';
import { changeOwnProfile } from './responders/change-own-profile.ts';
import { changeRoles } from './responders/change-roles.ts';
import { handOutPersonKey } from './responders/hand-out-person-key.ts';
import { keepCustomer } from './responders/keep-customer.ts';
import { keepNewProfile } from './responders/keep-new-profile.ts';
import { personKeys, users } from './store/schema.ts';
import type { Vault } from './vault.ts';

/** Who the shop's people are, and how they are forgotten. */
export function userService(vault: Vault, policy: UserPolicy = defaultPolicy): ServiceDefinition {
  return {
    name: 'user',
    stores: [personKeys, users],
    reactions: [
      activateProfileWhenUserRegistered,
      forgetProfileUnlessConfirmed(policy),
      eraseUserReaction,
    ],
    responders: [
      keepNewProfile(vault),
      keepCustomer(vault),
      changeOwnProfile(vault),
      changeRoles,
      handOutPersonKey(vault),
    ],
    answers: [answerGetMe(vault), answerExportUser(vault), answerGetProfile(vault)],
  };
}
