/** What a server on this machine is given by whoever starts it. It listens on 127.0.0.1 only. */
export type ServerPlace = {
  readonly port: number;
  readonly monitorPort: number;
  readonly websocketPort: number;
  readonly serverName: string;
  readonly storeDirectory: string;
  readonly logFile: string;
};
/** Writes a whole configuration file. */
export type Configuration = (place: ServerPlace) => string | Promise<string>;

export type ServerConfig = Omit<ServerPlace, 'websocketPort'> & {
  readonly user: string;
  readonly password: string;
  readonly maxPayloadBytes?: number | undefined;
  readonly extraConfig?: string | undefined;
};

const BYTES_PER_MIB = 1024 * 1024;
const LOG_SIZE_LIMIT_BYTES = 10 * BYTES_PER_MIB;

/**
 * The text of a nats-server configuration file. `extraConfig` comes last, where a later value replaces an earlier
 * one; when it brings `accounts` or an `authorization` of its own, the single user is left out.
 */
export function natsServerConfig(config: ServerConfig): string {
  const bringsUsers = /^\s*(?:accounts|authorization)\b/m.test(config.extraConfig ?? '');
  const lines = [
    `server_name: ${quote(config.serverName)}`,
    `listen: "127.0.0.1:${config.port}"`,
    `http: "127.0.0.1:${config.monitorPort}"`,
    `jetstream { store_dir: ${quote(config.storeDirectory)} }`,
    `log_file: ${quote(config.logFile)}`,
    `logfile_size_limit: ${LOG_SIZE_LIMIT_BYTES}`,
    `logfile_max_num: 2`,
    ...(config.maxPayloadBytes === undefined ? [] : [`max_payload: ${config.maxPayloadBytes}`]),
    ...(bringsUsers ? [] : [authorization(config)]),
    config.extraConfig ?? '',
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function authorization({ user, password }: ServerConfig): string {
  return `authorization { user: ${quote(user)}, password: ${quote(password)} }`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
