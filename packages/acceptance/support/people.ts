import { connect, type Murmuration } from '@murmuration/client';
import { grantRole, type SignedIn, signIn } from '@murmuration/contracts';
import { eventually, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { newId } from './articles.ts';
import { get, post } from './web.ts';

/** Somebody with an account, who is signed in. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;
}

const CODE = /^ {4}([0-9A-Z]{4}-[0-9A-Z]{4})$/m;

/** Somebody new registers, confirms the address and signs in. What is theirs is found nowhere else. */
export async function join(shop: Shop): Promise<Person> {
  const id = newId('canary');
  const person = {
    email: `${id}@mail.example`,
    name: `Name of ${id}`,
    password: `password of ${id}`,
  };
  expect((await post(shop, '/account/register', { body: person })).status).toBe(202);
  const { email, password } = person;
  const code = await codeFor(shop, email);
  expect((await post(shop, '/account/confirm', { body: { email, code } })).status).toBe(200);
  const { userId, accessToken: token, refreshToken } = await enter(shop, { email, password });
  const isKnown = async () => (await get(shop, '/me', { token })).status === 200;
  await eventually(isKnown, { what: `${userId} to be known`, timeoutMs: 10_000 });
  return { ...person, userId, token, refreshToken };
}

/** Somebody new on the staff. */
export async function joinStaff(shop: Shop): Promise<Person> {
  const person = await join(shop);
  await shop.client.ask(grantRole, { userId: person.userId, role: 'operator', granted: true });
  const isStaff = async () => {
    const { accessToken: token } = await enter(shop, person);
    return (await get(shop, '/stock', { token })).status === 200 && { ...person, token };
  };
  return await eventually(isStaff, { what: `${person.userId} to be staff`, everyMs: 250 });
}

/** Signs somebody in; on a busy machine it takes a second attempt now and then. */
export async function enter(
  shop: Shop,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<SignedIn> {
  const signedIn = async () => {
    const { status, data } = await post(shop, '/account/sign-in', { body: { email, password } });
    expect(status).toBe(200);
    return signIn.result.parse(data);
  };
  return await eventually(signedIn, { what: `${email} to be signed in`, timeoutMs: 10_000 });
}

/** Connects to the broker as somebody does: with an access token, on the own subjects. */
export async function connectAs(
  { broker }: Shop,
  { userId, token }: Pick<Person, 'userId' | 'token'>,
): Promise<Murmuration> {
  return await connect({ url: broker.url, actor: { userId, accessToken: token } });
}

/** The newest code that was mailed to an address, once there are so many. */
export async function codeFor({ mail }: Shop, email: string, mailed = 1): Promise<string> {
  const newest = async () => {
    const codes = (await mail.messages({ to: email })).flatMap(
      ({ text }) => CODE.exec(text ?? '')?.[1] ?? [],
    );
    return codes.length >= mailed && codes[0];
  };
  return await eventually(newest, { what: `code ${mailed} to be mailed to ${email}` });
}
