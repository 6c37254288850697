import {
  eraseUser,
  getProfile,
  grantRole,
  type ProfileView,
  putCustomer,
} from '@murmuration/contracts';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { newId } from '../input/new-id.ts';
import { carryOut, COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { NotThere } from '../output/failure.ts';
import { facts } from '../output/table.ts';

export interface PutOptions {
  readonly email: string;
  readonly name: string;
}

export interface EraseOptions {
  readonly id?: string;
}

/** Makes a customer, or changes how one is reached. The same again changes nothing. */
export async function put(
  session: Session,
  userId: string,
  { email, name }: PutOptions,
): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const done = await client.ask(putCustomer, { userId, email, name }, { timeoutMs });
  session.printer.document(done, `${userId} is a customer`);
  return ExitCode.ok;
}

/** @throws NotThere when there is no such customer, or none any more */
export async function show(session: Session, userId: string): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const profile = await client.ask(getProfile, { userId }, { timeoutMs });
  if (profile === null) throw new NotThere(`there is nobody ${userId}`);
  session.printer.document(profile, profileText(profile));
  return ExitCode.ok;
}

/** Makes a customer an operator, or takes that away. */
export async function grant(session: Session, userId: string, granted: boolean): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const wish = { userId, role: 'operator', granted } as const;
  const done = await client.ask(grantRole, wish, { timeoutMs });
  session.printer.document(done, `${userId} is ${done.roles.join(' and ')}`);
  return ExitCode.ok;
}

/** Forgets a customer for good. Each call is a wish of its own unless an id is given. */
export async function erase(
  session: Session,
  userId: string,
  { id }: EraseOptions,
): Promise<ExitCode> {
  const wish = { userId, requestId: id ?? newId('e') };
  return await carryOut(session, eraseUser, wish, `${userId} is forgotten`);
}

function profileText({ userId, status, name, email, addresses, roles, version }: ProfileView) {
  return facts([
    ['customer', userId],
    ['name', name],
    ['email', email],
    ['status', status],
    ['roles', roles.join(', ')],
    ['version', String(version)],
    ...addresses.map(({ recipient, lines, postalCode, city, country }): [string, string] => [
      'address',
      [recipient, ...lines, `${postalCode} ${city}`.trim(), country].join(', '),
    ]),
  ]);
}
