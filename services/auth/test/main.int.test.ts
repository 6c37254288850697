import {
  confirmRegistration,
  getJwks,
  refreshSession,
  register,
  requestPasswordReset,
  signIn,
} from '@murmuration/contracts';
import { startMailCatcher, type MailCatcher } from '@murmuration/mail-catcher';
import { eventually, Program } from '@murmuration/testkit';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthWorld, credentials, granted } from './auth-world.ts';

const SERVICE = join(import.meta.dirname, '..');
const EMAIL = 'canary-address@example.com';
const PASSWORD = 'canary password that nobody logs';
const KEY = randomBytes(32).toString('base64');

let world: AuthWorld;
let mail: MailCatcher;
let directory: string;
beforeAll(async () => {
  world = await AuthWorld.open();
  mail = await startMailCatcher({ smtpPort: 0, httpPort: 0 });
  directory = await mkdtemp(join(tmpdir(), 'auth-'));
});
afterAll(async () => {
  await mail.close();
  await world.close();
  await rm(directory, { recursive: true });
});

function program(name: string, changed: Readonly<Record<string, string>> = {}): Program {
  const env = {
    ...credentials(world.broker),
    DATABASE_URL: world.database.urlOf('auth'),
    LOG_LEVEL: 'trace',
    SMTP_URL: mail.smtpUrl,
    AUTH_KEY_SECRET: KEY,
    ...changed,
  };
  const logFile = join(directory, `${name}.log`);
  return new Program({
    name,
    file: join(SERVICE, 'src/main.ts'),
    directory: SERVICE,
    env,
    logFile,
  });
}

async function ready(auth: Program): Promise<void> {
  auth.start();
  await eventually(async () => (await auth.log()).includes('"ready"'), {
    what: 'auth to be ready',
    timeoutMs: 20_000,
  });
}

async function codeIn(subject: string): Promise<string> {
  return await eventually(
    async () => {
      const letter = (await mail.messages()).find((each) => each.subject === subject);
      return /^ {4}([0-9A-Z]{4}-[0-9A-Z]{4})$/m.exec(letter?.text ?? '')?.[1];
    },
    { what: `the mail "${subject}"` },
  );
}

describe('auth as a program', () => {
  it('does all of an account, logs no secret of it, and ends by itself when it is told to', async () => {
    const auth = program('flow');
    await ready(auth);
    expect(granted(await world.ask(getJwks, {})).keys).toHaveLength(1);
    granted(await world.ask(register, { email: EMAIL, password: PASSWORD, name: 'Canary Name' }));
    const code = await codeIn('Confirm your mail address');
    expect(await world.ask(signIn, { email: EMAIL, password: PASSWORD })).toMatchObject({
      ok: false,
    });
    granted(await world.ask(confirmRegistration, { email: EMAIL, code }));
    const first = granted(await world.ask(signIn, { email: EMAIL, password: PASSWORD }));
    const { refreshToken } = first;
    const second = granted(await world.ask(refreshSession, { refreshToken }));
    await world.sql`update refresh_tokens set used_at = used_at - interval '1 minute' where used_at is not null`;
    expect(await world.ask(refreshSession, { refreshToken })).toMatchObject({ status: 401 });
    granted(await world.ask(requestPasswordReset, { email: EMAIL }));
    const reset = await codeIn('Set a new password');
    await auth.stop();
    const log = await auth.log();
    expect(log).toContain('its session has ended');
    const pairs = [first, second].flatMap((pair) => [pair.accessToken, pair.refreshToken]);
    const codes = [code, reset, code.replace('-', '')];
    const secrets = [EMAIL, PASSWORD, 'Canary Name', KEY, '192.0.2.1', ...codes, ...pairs];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  it('says what is wrong with its environment, and no more, and ends', async () => {
    const auth = program('broken', { AUTH_KEY_SECRET: 'canary-key', NODE_ENV: 'production' });
    auth.start();
    await eventually(() => !auth.isRunning, { what: 'the end', timeoutMs: 20_000 });
    const log = await auth.log();
    expect(log).toContain('AUTH_KEY_SECRET is not usable: must be 32 random bytes in base64');
    expect(log).not.toContain('canary-key');
  });

  it('refuses to go on under another master key than before', async () => {
    const auth = program('other-key', { AUTH_KEY_SECRET: randomBytes(32).toString('base64') });
    auth.start();
    await eventually(() => !auth.isRunning, { what: 'the end', timeoutMs: 20_000 });
    expect(await auth.log()).toContain('AUTH_KEY_SECRET be the one it began with');
  });
});
