import { postalAddress } from '@murmuration/contracts';
import {
  newPersonKey,
  open,
  personKeyText,
  seal,
  unwrapKey,
  wrapKey,
} from '@murmuration/personal-data';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Profile } from './domain/profile.ts';
import type { SealedDetails } from './domain/user.ts';

/** Seals and opens what is known of persons. `wrapped` is a person's key as it is kept: sealed under the master key. */
export interface Vault {
  /** A new key for a person, wrapped. */
  newKey(userId: string): string;
  seal(userId: string, wrapped: string, profile: Profile): SealedDetails;
  /** Throws a `SealError` when key and profile do not belong together. */
  open(userId: string, wrapped: string, sealedProfile: string): Profile;
  /** The key itself, in base64, for those who may open a contact. */
  keyText(userId: string, wrapped: string): string;
}

const stored = z.object({
  email: z.string(),
  name: z.string(),
  addresses: z.array(postalAddress),
});

/** Makes the vault of a master key. */
export function vault(master: KeyObject): Vault {
  return {
    newKey: (userId) => wrapKey(master, userId, newPersonKey()),
    seal: (personId, wrapped, profile) => {
      const key = unwrapKey(master, personId, wrapped);
      const { email, name } = profile;
      return {
        profile: seal(key, { personId, purpose: 'profile' }, JSON.stringify(profile)),
        contact: seal(key, { personId, purpose: 'contact' }, JSON.stringify({ email, name })),
      };
    },
    open: (personId, wrapped, sealedProfile) => {
      const key = unwrapKey(master, personId, wrapped);
      return stored.parse(JSON.parse(open(key, { personId, purpose: 'profile' }, sealedProfile)));
    },
    keyText: (userId, wrapped) => personKeyText(unwrapKey(master, userId, wrapped)),
  };
}
