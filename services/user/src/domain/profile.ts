import type { ProfileView } from '@murmuration/contracts';

/** What a person told of himself, in clear: only ever in memory. */
export type Profile = Readonly<Pick<ProfileView, 'email' | 'name' | 'addresses'>>;

/** Whether mail goes to the same address under the same name. */
export function isSameContact(one: Profile, other: Profile): boolean {
  return one.email === other.email && one.name === other.name;
}
