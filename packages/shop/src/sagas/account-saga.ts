import { defineSaga } from '@murmuration/choreography';
import {
  confirmRegistration,
  grantRole,
  putCustomer,
  register,
  updateProfile,
  userErased,
  userProfileLapsed,
  userRolesChanged,
  userUpdated,
} from '@murmuration/contracts';

/** What a person tells goes by request, sealed at once; the others hear how to reach the person, and nothing in clear. */
export const accountSaga = defineSaga({
  name: 'account',
  about:
    'Somebody registers and confirms the mail address, and is a customer from then on; or does not confirm it, and is forgotten. Later the profile or the roles change.',
  begins: [register, confirmRegistration, putCustomer, updateProfile, grantRole],
  outcomes: [
    { event: userUpdated, as: 'succeeded' },
    { event: userRolesChanged, as: 'succeeded' },
    { event: userProfileLapsed, as: 'lapsed' },
    // the confirmation was heard of when the details were forgotten already
    { event: userErased, as: 'lapsed' },
  ],
});
