import { defineSaga } from '@murmuration/choreography';
import { eraseUser, userErased } from '@murmuration/contracts';

/** The key to everything personal is destroyed; orders and payments stay, under an id that leads to nobody. */
export const erasureSaga = defineSaga({
  name: 'erasure',
  about: 'A person is forgotten: the key, the credentials, and the contact that mails went to.',
  begins: [eraseUser],
  outcomes: [{ event: userErased, as: 'succeeded' }],
});
