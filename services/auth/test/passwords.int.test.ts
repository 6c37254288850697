import {
  changePassword,
  confirmPasswordReset,
  refreshSession,
  requestPasswordReset,
  signIn,
  type SignedIn,
} from '@murmuration/contracts';
import { eventually } from '@murmuration/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuthWorld, granted, PASSWORD } from './auth-world.ts';

const NEW = 'a difference engine, rather';

let world: AuthWorld;
let email: string;
let userId: string;
let here: SignedIn;
let elsewhere: SignedIn;
let count = 0;
beforeAll(async () => {
  world = await AuthWorld.open();
  await world.start();
});
afterAll(() => world.close());
beforeEach(async () => {
  email = `person-${++count}@example.com`;
  userId = await world.member(email);
  here = await world.signedIn(email);
  elsewhere = await world.signedIn(email);
});

const enter = (password: string) => world.ask(signIn, { email, password });
const goesOn = async ({ refreshToken }: SignedIn) =>
  (await world.ask(refreshSession, { refreshToken })).ok;
const told = () =>
  eventually(() => world.letters(email, 'password-changed').length === 1, {
    what: 'the letter that tells it',
  });

describe('changing a password', () => {
  const change = (data: { currentPassword: string; newPassword: string; refreshToken?: string }) =>
    world.ask(changePassword, data, { userId });

  it('needs the current one', async () => {
    expect(await change({ currentPassword: 'some other one', newPassword: NEW })).toMatchObject({
      status: 403,
      codes: ['wrong_password'],
    });
    expect(await enter(PASSWORD)).toMatchObject({ ok: true });
  });

  it('lets in with the new one only, ends the other sessions, and tells it by mail', async () => {
    const { refreshToken } = here;
    granted(await change({ currentPassword: PASSWORD, newPassword: NEW, refreshToken }));
    expect(await enter(PASSWORD)).toMatchObject({ status: 401 });
    expect(await enter(NEW)).toMatchObject({ ok: true });
    expect(await goesOn(here)).toBe(true);
    expect(await goesOn(elsewhere)).toBe(false);
    await told();
  });

  it('ends all sessions when none is named, or one that is somebody else’s', async () => {
    const stranger = await world
      .member('stranger@example.com')
      .then(() => world.signedIn('stranger@example.com'));
    const { refreshToken } = stranger;
    granted(await change({ currentPassword: PASSWORD, newPassword: NEW, refreshToken }));
    expect(await goesOn(here)).toBe(false);
    expect(await goesOn(stranger)).toBe(true);
  });

  it('happens once when two want to at the same time', async () => {
    const replies = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        change({ currentPassword: PASSWORD, newPassword: `${NEW} number ${number}` }),
      ),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('takes no weak one, and nobody who has not signed in', async () => {
    const data = { currentPassword: PASSWORD, newPassword: 'password123' };
    expect(await change(data)).toMatchObject({ status: 400, codes: ['weak_password'] });
    const address = { ...data, newPassword: `${email}1` };
    expect(await change(address)).toMatchObject({ status: 400, codes: ['weak_password'] });
    expect(await world.ask(changePassword, { ...data, newPassword: NEW })).toMatchObject({
      status: 401,
    });
  });
});

describe('setting a new password by mail', () => {
  const wish = (address = email) => world.ask(requestPasswordReset, { email: address });
  const set = (code: string, newPassword = NEW, address = email) =>
    world.ask(confirmPasswordReset, { email: address, code, newPassword });
  const wrong = { ok: false, status: 400, codes: ['wrong_code'] };

  it('lets in with the new one only, ends all sessions, and tells it by mail', async () => {
    granted(await wish());
    granted(await set(await world.codeIn(email, 'reset-password')));
    expect(await enter(PASSWORD)).toMatchObject({ status: 401 });
    expect(await enter(NEW)).toMatchObject({ ok: true });
    expect([await goesOn(here), await goesOn(elsewhere)]).toEqual([false, false]);
    await told();
  });

  it('works once, also when a code is shown many times at once', async () => {
    granted(await wish());
    const code = await world.codeIn(email, 'reset-password');
    const replies = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((number) => set(code, `${NEW} number ${number}`)),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await set(code, NEW)).toMatchObject(wrong);
  });

  it('voids all other codes, and does not with a code of somebody else or one that is too old', async () => {
    granted(await wish());
    const first = await world.codeIn(email, 'reset-password', 1);
    granted(await wish());
    const second = await world.codeIn(email, 'reset-password', 2);
    expect(await set(first, NEW, 'nobody@example.com')).toMatchObject(wrong);
    granted(await set(second));
    expect(await set(first, `${NEW} again`)).toMatchObject(wrong);
    granted(await wish());
    const third = await world.codeIn(email, 'reset-password', 3);
    await world.sql`update password_resets set expires_at = now() - interval '1 second'`;
    expect(await set(third, `${NEW} again`)).toMatchObject(wrong);
  });

  it('is answered the same for an address without an account, to which nothing is sent', async () => {
    expect(await wish('nobody@example.com')).toEqual(await wish());
    await world.codeIn(email, 'reset-password');
    expect(
      [...world.mailer.mails.values()].filter(({ to }) => to === 'nobody@example.com'),
    ).toEqual([]);
    const rows =
      await world.sql`select user_id is null as nobody from password_resets where used_at is null`;
    expect(rows.some(({ nobody }) => nobody === true)).toBe(true);
  });

  it('takes no code for confirming an address', async () => {
    const [letter = ''] = world.letters(email, 'confirm-address');
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(letter)?.[0] ?? '';
    expect(await set(code)).toMatchObject(wrong);
  });
});
