import { defineReaction } from '@murmuration/choreography';
import { userErased, userUpdated } from '@murmuration/contracts';
import { decideContact } from '../domain/contact-replica.ts';
import { contacts } from '../store/schema.ts';

/** Keeps how customers are reached, sealed as it is told. */
export const replicateContacts = defineReaction({
  name: 'replicate-contacts',
  on: [userUpdated, userErased],
  emits: [],
  stores: { contacts },
  keys: { contacts: ({ data }) => data.userId },
  decide: ({ name, data }, state) => {
    const { userId: customerId, version } = data;
    const contact = name === userErased.name ? null : data.contact;
    return decideContact(state.contacts.get(customerId), { customerId, contact, version });
  },
});
