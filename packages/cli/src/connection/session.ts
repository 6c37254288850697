import { connect, type Murmuration } from '@murmuration/client';
import type { DevState } from '@murmuration/devkit';
import type { Printer } from '../output/printer.ts';
import {
  connectionSettings,
  type ConnectionSettings,
  findDevState,
  type GlobalOptions,
} from './settings.ts';

/** What a verb works with. */
export interface Session {
  readonly printer: Printer;
  /** Connects at the first call. */
  client(): Promise<Murmuration>;
  connection(): Promise<ConnectionSettings>;
  /** The local run, unless a server elsewhere was named. */
  devState(): Promise<DevState | undefined>;
  /** Whether a server was named, so that a local run does not matter. */
  readonly isElsewhere: boolean;
  /** --timeout in milliseconds, or the verb's own default. */
  timeoutMs(defaultMs: number): number;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
}

const MS_PER_S = 1_000;

/** Opens what a verb works with; connects to nothing yet. */
export function openSession(
  options: GlobalOptions,
  surroundings: Surroundings,
  printer: Printer,
): Session {
  const { environment, directory } = surroundings;
  let connecting: Promise<Murmuration> | undefined;
  const connection = () => connectionSettings(options, environment, directory);
  const isElsewhere = (options.server ?? environment['MURMURATION_URL']) !== undefined;
  return {
    printer,
    connection,
    isElsewhere,
    client: async () => {
      connecting ??= connection().then((all) => connect({ ...all, name: 'murmur' }));
      try {
        return await connecting;
      } catch (error) {
        connecting = undefined;
        throw error;
      }
    },
    devState: async () => (isElsewhere ? undefined : await findDevState(directory)),
    timeoutMs: (defaultMs) =>
      options.timeout === undefined ? defaultMs : options.timeout * MS_PER_S,
    close: async () => {
      const client = await connecting?.catch(() => undefined);
      await client?.close();
    },
  };
}
