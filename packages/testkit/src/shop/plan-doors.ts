import type { BrokerDoors } from '../broker/broker.ts';

/** The doors of a shop's broker: a user for each service, each with a password of the moment. */
export interface ShopDoors extends BrokerDoors {
  /** @throws Error when the broker knows no such user */
  passwordOf(user: string): string;
  /** The seed of the account that lets end users in. */
  readonly issuerSeed: string;
}

/** The origin of pages that a browser may connect from. */
const ORIGIN = 'http://127.0.0.1';

/**
 * Plans the broker's configuration as it is in production, from the definitions of all services. They are loaded when they are first asked for: a test without a shop
 * does not depend on them.
 */
export async function planDoors(): Promise<ShopDoors> {
  const broker = await import('@murmuration/broker');
  const known = broker.brokerUsers();
  const passwords = new Map(known.map(({ name }) => [name, broker.newPassword()]));
  const passwordOf = (user: string): string => {
    const password = passwords.get(user);
    if (password === undefined) throw new Error(`The broker knows no user ${user}.`);
    return password;
  };
  const users = await Promise.all(
    known.map(async (user) => ({
      ...user,
      passwordHash: await broker.hashPassword(passwordOf(user.name)),
    })),
  );
  const { seed, publicKey } = broker.newIssuer();
  return {
    user: broker.OPERATOR,
    password: passwordOf(broker.OPERATOR),
    passwordOf,
    issuerSeed: seed,
    configuration: ({ serverName, host, port, websocketPort, storeDirectory, logFile, cluster }) =>
      broker.renderServerConfig({
        serverName,
        client: { host, port },
        websocket: { host, port: websocketPort, allowedOrigins: [ORIGIN] },
        storeDirectory,
        users,
        issuer: publicKey,
        ...(logFile !== undefined && { logFile }),
        ...(cluster && { cluster }),
      }),
  };
}
