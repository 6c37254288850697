import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Murmuration } from '@murmuration/client';
import { freePort } from '@murmuration/devkit';
import { runAtRoot } from './docker.ts';

const PORTS = [
  'EDGE_PORT',
  'NATS_PORT',
  'NATS_WEBSOCKET_PORT',
  'WEBHOOK_PORT',
  'SANDBOX_PORT',
  'MAIL_PORT',
];
const GENERATE_MS = 60_000;
const UP_MS = 900_000;
const COMMAND_MS = 120_000;

/** One container, as the engine tells of it. */
export interface Container {
  readonly service: string;
  /** `running`, `exited` … */
  readonly state: string;
  /** Empty where nothing is checked. */
  readonly health: string;
  readonly exitCode: number;
  readonly user: string;
  readonly isReadOnly: boolean;
}

/** A shop of containers, beside any other on the machine: names, ports, volumes and secrets are its own. */
export class ContainerShop {
  /** Where it says where everything is. */
  readonly addresses: string;
  private readonly folder: string;
  private readonly words: readonly string[];

  private constructor(folder: string) {
    this.folder = folder;
    this.addresses = join(folder, 'generated/shop.json');
    const project = `murmuration-${process.pid}`;
    this.words = ['-p', project, '-f', 'compose/compose.yaml', '--env-file', join(folder, 'env')];
  }

  /** Writes what it needs; nothing runs yet. */
  static async prepare(): Promise<ContainerShop> {
    const folder = await mkdtemp(join(tmpdir(), 'murmuration-compose-'));
    const ports = await Promise.all(PORTS.map(async (name) => `${name}=${await freePort()}\n`));
    const file = join(folder, 'env');
    await writeFile(
      file,
      `GENERATED=${join(folder, 'generated')}\nTAG=acceptance\n${ports.join('')}`,
    );
    await runAtRoot(process.execPath, ['compose/generate.ts', '--env-file', file], GENERATE_MS);
    return new ContainerShop(folder);
  }

  /** Builds the images, starts everything, and waits until it is healthy. Throws an Error with the ends of the logs when it does not become so. */
  async up(): Promise<void> {
    try {
      await this.compose(['build'], UP_MS);
      await this.compose(['up', '--detach', '--wait', '--wait-timeout', '180'], UP_MS);
    } catch (error) {
      const logs = await this.compose(['logs', '--no-color', '--tail', '15']).catch(String);
      throw new Error(`${String(error)}\n${logs}`, { cause: error });
    }
  }

  /** Runs `docker compose` with these words for this shop. */
  async compose(words: readonly string[], timeoutMs = COMMAND_MS): Promise<string> {
    return await runAtRoot('docker', ['compose', ...this.words, ...words], timeoutMs);
  }

  /** All of its containers, also those that have ended. */
  async containers(): Promise<readonly Container[]> {
    const ids = (await this.compose(['ps', '--all', '--quiet'])).split('\n').filter(Boolean);
    const format =
      '{{index .Config.Labels "com.docker.compose.service"}}|{{.State.Status}}|{{with .State.Health}}{{.Status}}{{end}}|{{.State.ExitCode}}|{{.Config.User}}|{{.HostConfig.ReadonlyRootfs}}';
    const told = await runAtRoot('docker', ['inspect', '--format', format, ...ids], COMMAND_MS);
    return told.trim().split('\n').map(containerOf);
  }

  /** A client with the rights of an operator. */
  async operator(): Promise<Murmuration> {
    const { natsUrl, natsUser, natsPassword } = JSON.parse(await readFile(this.addresses, 'utf8'));
    return await connect({ url: natsUrl, user: natsUser, password: natsPassword });
  }

  /** Removes containers, networks, volumes and secrets; the images stay for the next time. */
  async remove(): Promise<void> {
    await this.compose(['down', '--volumes', '--timeout', '30']);
    await rm(this.folder, { recursive: true });
  }
}

function containerOf(line: string): Container {
  const [service = '', state = '', health = '', exitCode, user = '', isReadOnly] = line.split('|');
  return {
    service,
    state,
    health,
    exitCode: Number(exitCode),
    user,
    isReadOnly: isReadOnly === 'true',
  };
}
