import { z } from 'zod';

/** Short passwords can be guessed, and the configuration holds hashes that are quick to compute. */
const SHORTEST_PASSWORD = 20;

const port = (usual: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(1).max(65_535).default(usual);

/** Comma-separated; nothing by default. */
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );

/** The environment variables from which the configuration of a server is made. The users' passwords come beside: `BROKER_PASSWORD_ORDER` and so on. */
export const configSettings = z.object({
  BROKER_SERVER_NAME: z.string().min(1).default('nats-1'),
  BROKER_HOST: z.string().min(1).default('0.0.0.0'),
  BROKER_PORT: port(4_222),
  BROKER_MONITOR_PORT: port(8_222),
  BROKER_STORE: z.string().min(1).default('/data'),
  /**
   * When a write counts as done: `always` when it is on the disk, `interval` when the server has it. One server alone loses what it has not on the disk when the
   * power fails. Default: `always` for one server, `interval` for several.
   */
  BROKER_SYNC: z.enum(['always', 'interval']).optional(),
  /** The seed (`SA…`) with which the auth service lets end users in. Its public key goes into the configuration. */
  BROKER_ISSUER_SEED: z.string().startsWith('SA').optional(),
  /** Origins of the pages that may connect from a browser. None: there is no listener for browsers. */
  BROKER_WEBSOCKET_ORIGINS: list,
  BROKER_WEBSOCKET_PORT: port(8_080),
  /** Files in PEM, as the server sees them. With both, all listeners speak TLS: for clients, browsers, monitoring, and the other servers. */
  BROKER_TLS_CERT: z.string().optional(),
  BROKER_TLS_KEY: z.string().optional(),
  /** `host:port` of the cluster listener of every server. None: the server is alone. */
  BROKER_CLUSTER_PEERS: list,
  BROKER_CLUSTER_PORT: port(6_222),
  BROKER_CLUSTER_PASSWORD: z.string().min(SHORTEST_PASSWORD).optional(),
  /** A file in PEM: the authority of the servers' certificates. Default: those that the system trusts. */
  BROKER_CLUSTER_CA: z.string().optional(),
});

export type ConfigSettings = z.infer<typeof configSettings>;

/** The variable that holds a user's password. */
export const passwordVariable = (user: string): string =>
  `BROKER_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`;

/** A schema of the passwords of these users, all of them needed. */
export const passwordSettings = (
  users: readonly string[],
): z.ZodObject<Record<string, z.ZodString>> =>
  z.object(
    Object.fromEntries(
      users.map((user) => [passwordVariable(user), z.string().min(SHORTEST_PASSWORD)]),
    ),
  );
