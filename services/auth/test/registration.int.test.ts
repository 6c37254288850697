import { confirmRegistration, register, signIn, userRegistered } from '@murmuration/contracts';
import { eventually } from '@murmuration/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthWorld, granted, PASSWORD } from './auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await AuthWorld.open();
  await world.start();
});
afterAll(() => world.close());

const ask = (email: string, password = PASSWORD) =>
  world.ask(register, { email, password, name: 'Ada Lovelace' });
const confirm = (email: string, code: string) => world.ask(confirmRegistration, { email, code });
const enter = (email: string, password = PASSWORD) => world.ask(signIn, { email, password });

describe('registering', () => {
  it('opens a profile in waiting, and the account once the code from the mail is shown', async () => {
    const { events } = world.hear(userRegistered);
    expect(granted(await ask('ada@example.com'))).toEqual({ status: 'accepted' });
    const code = await world.codeIn('ada@example.com', 'confirm-address');
    expect([...world.profiles.values()]).toEqual([
      { email: 'ada@example.com', name: 'Ada Lovelace' },
    ]);
    expect(await enter('ada@example.com')).toMatchObject({ status: 401 });
    expect(granted(await confirm('Ada@Example.com', code.toLowerCase().replace('-', ' ')))).toEqual(
      {
        status: 'confirmed',
      },
    );
    const { userId } = granted(await enter('ada@example.com'));
    expect([...world.profiles.keys()]).toEqual([userId]);
    await eventually(() => expect(events).toMatchObject([{ userId }]), { what: 'the event' });
  });

  it('answers the same for an address that has an account, and only the mail tells', async () => {
    await world.member('taken@example.com');
    const before = await enter('taken@example.com');
    expect(await ask('taken@example.com', 'another password to try')).toEqual(
      await ask('free@example.com', 'another password to try'),
    );
    await eventually(
      () => expect(world.letters('taken@example.com', 'already-registered')).toHaveLength(1),
      { what: 'the letter' },
    );
    expect(world.letters('taken@example.com', 'confirm-address')).toHaveLength(1);
    expect(before).toMatchObject({ ok: true });
    expect(await enter('taken@example.com', 'another password to try')).toMatchObject({
      status: 401,
    });
  });

  it('is told once, and a code that is shown again is answered the same', async () => {
    const { events } = world.hear(userRegistered);
    await ask('twice@example.com');
    const code = await world.codeIn('twice@example.com', 'confirm-address');
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => confirm('twice@example.com', code)),
    );
    expect(replies.every(({ ok }) => ok)).toBe(true);
    await eventually(() => expect(events).toHaveLength(1), { what: 'the event' });
    expect(granted(await confirm('twice@example.com', code)).status).toBe('confirmed');
    expect(events).toHaveLength(1);
  });

  it('makes of each code only what its own wish has asked for', async () => {
    await ask('wanted@example.com', 'the password of a thief');
    await world.codeIn('wanted@example.com', 'confirm-address', 1);
    await ask('wanted@example.com', 'the password of the owner');
    const mine = await world.codeIn('wanted@example.com', 'confirm-address', 2);
    granted(await confirm('wanted@example.com', mine));
    expect(await enter('wanted@example.com', 'the password of a thief')).toMatchObject({
      status: 401,
    });
    expect(await enter('wanted@example.com', 'the password of the owner')).toMatchObject({
      ok: true,
    });
    const [theirs = ''] = world.letters('wanted@example.com', 'confirm-address');
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(theirs)?.[0] ?? '';
    expect(await confirm('wanted@example.com', code)).toMatchObject({ codes: ['wrong_code'] });
  });

  it('takes no code that is wrong, of another address, or too old, and says the same of all', async () => {
    await ask('old@example.com');
    const code = await world.codeIn('old@example.com', 'confirm-address');
    await world.sql`update registrations set expires_at = now() - interval '1 second' where confirmed_at is null`;
    const replies = [
      await confirm('old@example.com', code),
      await confirm('old@example.com', '2222-2222'),
      await confirm('old@example.com', 'nonsense'),
      await confirm('nobody@example.com', code),
    ];
    for (const reply of replies) {
      expect(reply).toMatchObject({ ok: false, status: 400, codes: ['wrong_code'] });
    }
  });

  it('refuses a password that is guessed first, whoever asks', async () => {
    const refusal = { ok: false, status: 400, codes: ['weak_password'] };
    expect(await ask('weak@example.com', 'password123')).toMatchObject(refusal);
    expect(await ask('ada@example.com', 'password123')).toMatchObject(refusal);
    expect(world.letters('weak@example.com', 'confirm-address')).toEqual([]);
  });

  it('keeps no address, no password and no code in the database', async () => {
    const secret = 'a secret that is looked for';
    await world.member('canary@example.com', secret);
    const letters = world.letters('canary@example.com', 'confirm-address').join('');
    const code = /([0-9A-Z]{4})-([0-9A-Z]{4})/.exec(letters)?.[0] ?? 'no code';
    const tables = await world.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'auth'`;
    const rows = await Promise.all(
      tables.map(({ name }) => world.sql`select t::text as text from ${world.sql(name)} t`),
    );
    const dump = JSON.stringify(rows);
    expect(dump).toContain('argon2id');
    for (const clear of [
      'canary@example.com',
      'example.com',
      secret,
      code,
      code.replace('-', ''),
    ]) {
      expect(dump).not.toContain(clear);
    }
    expect(world.warnings).toEqual([]);
  });
});
