import { defineStore } from '@murmuration/choreography';
import type { Role } from '@murmuration/contracts';
import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { PersonKey } from '../domain/person-key.ts';
import type { User, UserStatus } from '../domain/user.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

export const personKeysTable = pgTable('person_keys', {
  userId: text('user_id').primaryKey(),
  wrapped: text('wrapped'),
  madeAt: moment('made_at').notNull(),
  destroyedAt: moment('destroyed_at'),
});

export const usersTable = pgTable('users', {
  userId: text('user_id').primaryKey(),
  status: text('status').$type<UserStatus>().notNull(),
  roles: jsonb('roles').$type<readonly Role[]>().notNull(),
  profile: text('profile'),
  contact: text('contact'),
  openedAt: moment('opened_at').notNull(),
  activatedAt: moment('activated_at'),
  version: integer('version').notNull(),
});

/** The keys of persons, by user id. Locked before the user, so that one person is changed by one at a time. */
export const personKeys = defineStore<typeof personKeysTable, PersonKey>(
  personKeysTable,
  'userId',
  'personKeys',
);

/** Persons, by user id. */
export const users = defineStore<typeof usersTable, User>(usersTable, 'userId', 'users');
