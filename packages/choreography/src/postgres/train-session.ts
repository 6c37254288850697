import { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';
import { type Connection, connectionOver } from './connection.ts';
import { hostIn, readDatabaseUrl } from './database-url.ts';
import { plannedOnce } from './planned-once.ts';
import type { Live, Row, Session, Value } from './session.ts';
import { PreparedStatements, StatementTrain, type Wagon } from './statement-train.ts';
import { connectionLost, DatabaseUnreachable } from './transient.ts';

const CONNECT_LIMIT_MS = 5_000;

/** Opens a connection for transactions of statements that are known beforehand. */
export function openConnection(url: string, name: string): Connection {
  return connectionOver(() => openSession(url, name));
}

/** A session on which all statements of one go travel together. */
class TrainSession implements Session {
  lost = false;
  onLost: (error: Error) => void = () => undefined;
  private readonly client: Client;
  private readonly known = new PreparedStatements();
  private waiting: Wagon[] = [];
  private isUnderWay = false;

  constructor(client: Client) {
    this.client = client;
    client.on('drain', () => {
      this.isUnderWay = false;
      this.depart();
    });
    client.on('end', () => this.lose());
    client.on('error', () => this.lose());
  }

  async query(text: string, parameters: readonly Value[]): Promise<readonly Row[]> {
    if (this.lost) throw connectionLost();
    return await new Promise((resolve, reject) => {
      // after all that is sent in this go, promises included
      if (this.waiting.length === 0) process.nextTick(() => this.depart());
      this.waiting.push({ text, parameters, rows: [], resolve, reject });
    });
  }

  private depart(): void {
    if (this.isUnderWay || this.waiting.length === 0 || this.lost) return;
    this.isUnderWay = true;
    const wagons = this.waiting;
    this.waiting = [];
    this.client.query(new StatementTrain(wagons, this.known, () => this.lose()));
  }

  private lose(): void {
    if (this.lost) return;
    this.lost = true;
    const error = connectionLost();
    for (const wagon of this.waiting.splice(0)) wagon.reject(error);
    this.onLost(error);
    // the server may still hold it
    void this.client.end().catch(() => undefined);
  }
}

async function openSession(url: string, name: string): Promise<Live<TrainSession>> {
  const socket = new Socket();
  const client = new Client({ ...addressOf(url), application_name: name, stream: () => socket });
  const session = new TrainSession(client);
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw new DatabaseUnreachable(`${name}: no session with the database: ${String(error)}`, {
      cause: error,
    });
  }
  const cut = (): void => void socket.destroy();
  const end = async (seconds: number): Promise<void> => {
    const limit = setTimeout(cut, seconds * 1_000);
    await client.end().catch(() => undefined);
    clearTimeout(limit);
  };
  return { session, cut, end };
}

function addressOf(databaseUrl: string): ClientConfig {
  const { url, path, tls } = readDatabaseUrl(databaseUrl);
  const { port, username, password, pathname } = new URL(url);
  const host = hostIn(url);
  return {
    host: path === undefined ? host : folderOf(path),
    port: Number(port || '5432'),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: { none: false, encrypted: { rejectUnauthorized: false }, verified: { host } }[tls],
    options: Object.entries(plannedOnce)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
  };
}

/** The driver makes the name of the socket from the folder and the port. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
