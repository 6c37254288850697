import { defineStore } from '@murmuration/choreography';
import type { PublicKey, Role } from '@murmuration/contracts';
import { boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Account, AccountStatus } from '../domain/account.ts';
import type { RoleReplica } from '../domain/role-replica.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

export const accountsTable = pgTable('accounts', {
  userId: text('user_id').primaryKey(),
  status: text('status').$type<AccountStatus>().notNull(),
  emailIndex: text('email_index'),
  passwordHash: text('password_hash'),
  changedAt: moment('changed_at').notNull(),
  version: integer('version').notNull(),
});

export const rolesTable = pgTable('roles', {
  userId: text('user_id').primaryKey(),
  roles: jsonb('roles').$type<readonly Role[]>().notNull(),
  version: integer('version').notNull(),
});

export const registrationsTable = pgTable('registrations', {
  userId: text('user_id').primaryKey(),
  emailIndex: text('email_index').notNull(),
  codeHash: text('code_hash').notNull(),
  isKnown: boolean('is_known').notNull(),
  passwordHash: text('password_hash'),
  expiresAt: moment('expires_at').notNull(),
  confirmedAt: moment('confirmed_at'),
});

export const passwordResetsTable = pgTable('password_resets', {
  resetId: text('reset_id').primaryKey(),
  emailIndex: text('email_index').notNull(),
  codeHash: text('code_hash').notNull(),
  userId: text('user_id'),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
});

export const sessionsTable = pgTable('sessions', {
  sessionId: text('session_id').primaryKey(),
  userId: text('user_id').notNull(),
  startedAt: moment('started_at').notNull(),
  lastUsedAt: moment('last_used_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
});

export const refreshTokensTable = pgTable('refresh_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  sessionId: text('session_id').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
  successorHash: text('successor_hash'),
  successor: text('successor'),
});

export const attemptsTable = pgTable('attempts', {
  subject: text('subject').primaryKey(),
  count: integer('count').notNull(),
  lastAt: moment('last_at').notNull(),
  pausedUntil: moment('paused_until'),
});

export const signingKeysTable = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  publicKey: jsonb('public_key').$type<PublicKey>().notNull(),
  privateKey: text('private_key').notNull(),
  signsFrom: moment('signs_from').notNull(),
});

/** Who may sign in, by user id. */
export const accounts = defineStore<typeof accountsTable, Account>(
  accountsTable,
  'userId',
  'accounts',
);

/** What user has told of people's roles, by user id. */
export const roles = defineStore<typeof rolesTable, RoleReplica>(rolesTable, 'userId', 'roles');
