import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@murmuration/devkit';
import { ByteWatch } from './byte-watch.ts';
import { TcpLink } from './tcp-link.ts';
import { BOTH, CLEAR, type Direction, type Weather } from './tcp-weather.ts';

const HOST = '127.0.0.1';

/**
 * What Postgres sends when a transaction is committed: swallowed, the client does not know whether it was (a failed one is answered with ROLLBACK). The length is that
 * of the message less its type.
 */
export const POSTGRES_COMMITTED: Buffer = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

export interface ProxyOptions {
  /** From 0 to 1, for jitter. Default: `Math.random`. */
  readonly luck?: () => number;
}

/** What is awaited in what connections say, and what happens then. */
interface Trap {
  readonly direction: Direction;
  readonly pattern: Buffer;
  readonly spring: (link: TcpLink) => void;
  readonly passes: boolean;
  /** Told whether it has happened. */
  readonly resolve: (hasHappened: boolean) => void;
}

/**
 * A TCP proxy on 127.0.0.1 in front of a server, which does to connections what networks do. It starts in clear weather; `heal()` brings that back. Every
 * kind of bad weather replaces the one before, for connections that are open and for those to come.
 *
 * Connect through `through(url)`.
 */
export class TcpProxy {
  readonly port: number;
  private readonly server: Server;
  private readonly target: { readonly host: string; readonly port: number };
  private readonly links = new Set<TcpLink>();
  private readonly luck: () => number;
  private weather: Weather = CLEAR;
  private trap: Trap | undefined;

  private constructor(server: Server, port: number, target: URL, { luck }: ProxyOptions) {
    this.server = server;
    this.port = port;
    this.target = { host: target.hostname, port: Number(target.port) };
    this.luck = luck ?? Math.random;
    server.on('connection', (client) => this.accept(client));
  }

  /** Opens a proxy to the server that a URL such as `nats://127.0.0.1:4222` or `postgres://…` names. The URL has to name the port. */
  static async open(target: string, options: ProxyOptions = {}): Promise<TcpProxy> {
    const url = new URL(target);
    if (url.port === '') throw new RangeError(`${url.host}: name the port of the server`);
    const port = await freePort();
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    server.listen(port, HOST);
    await once(server, 'listening');
    return new TcpProxy(server, port, url, options);
  }

  /** The same URL by way of this proxy: user, password and path stay. */
  through(url: string): string {
    const { host } = new URL(url);
    return url.replace(host, `${HOST}:${this.port}`);
  }

  /** Connections that are open at the moment. */
  get connections(): number {
    return this.links.size;
  }

  /** Slow links: latency and jitter for each piece of data in both directions; the jitter comes on top. */
  delay(latencyMs: number, jitterMs = 0): void {
    this.change({ ...CLEAR, latencyMs, jitterMs });
  }

  /** Narrow links: so many bytes a second for each connection in each direction. */
  throttle(bytesPerSecond: number): void {
    this.change({ ...CLEAR, bytesPerSecond });
  }

  /** Parted for a while: bytes wait, connections stay, and what waits goes on when it heals. */
  hold(directions: readonly Direction[] = BOTH): void {
    this.change({ ...CLEAR, held: directions });
  }

  /** Half-open links: connections are accepted and stay, bytes are swallowed. Connections that lost some are reset when it heals. */
  blackhole(directions: readonly Direction[] = BOTH): void {
    this.change({ ...CLEAR, swallowed: directions });
  }

  /**
   * Half-open links that never come back: nothing comes through the connections that are open, for ever, and neither side is told; new ones work. Only `cut` ends them.
   * Tells how many there were.
   */
  strand(): number {
    const links = [...this.links];
    for (const link of links) link.strand();
    return links.length;
  }

  /** As if nobody listened: open connections are reset, and each new one at once. */
  refuse(): void {
    this.change({ ...CLEAR, refuses: true });
    this.cut('reset');
  }

  /** Clear weather. */
  heal(): void {
    this.change(CLEAR);
  }

  /** Ends the connections that are open; new ones are taken. Tells how many there were. */
  cut(how: 'reset' | 'end' = 'reset'): number {
    const links = [...this.links];
    for (const link of links) link.cut(how);
    return links.length;
  }

  /**
   * Once: of what the server says to any client, neither these bytes nor what follows on that connection arrives; it is reset. With `POSTGRES_COMMITTED`, a client does not
   * learn that it has committed. Resolves to true when it has happened, to false when it was disarmed before.
   */
  async cutBeforeReply(bytes: Buffer | string): Promise<boolean> {
    return await this.setTrap('to-client', bytes, (link) => link.cut('reset'));
  }

  /** Once: when any client says these bytes the server still gets them, and the connection is reset before an answer comes back. Resolves likewise. */
  async loseReplyTo(bytes: Buffer | string): Promise<boolean> {
    return await this.setTrap('to-server', bytes, (link) => link.forsake());
  }

  /** Waits for no bytes any more; who waited for them goes on. */
  disarm(): void {
    this.endTrap(false);
  }

  private endTrap(hasHappened: boolean): void {
    this.trap?.resolve(hasHappened);
    this.trap = undefined;
    for (const link of this.links) for (const way of BOTH) link.watchFor(way, undefined);
  }

  /** Ends all connections and listens no more. */
  async close(): Promise<void> {
    this.disarm();
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut('reset');
    await closed;
  }

  private change(weather: Weather): void {
    this.weather = weather;
    for (const link of this.links) link.weatherChanged();
  }

  private accept(client: Socket): void {
    if (this.weather.refuses) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...this.target, noDelay: true, allowHalfOpen: true });
    const link = new TcpLink(client, server, {
      weather: () => this.weather,
      luck: this.luck,
      caught: (caught) => this.caught(caught),
      closed: (closed) => void this.links.delete(closed),
    });
    this.links.add(link);
    this.watch(link);
  }

  /** @throws Error when other bytes are awaited already */
  private async setTrap(
    direction: Direction,
    bytes: Buffer | string,
    spring: Trap['spring'],
  ): Promise<boolean> {
    if (this.trap !== undefined) throw new Error('the proxy waits for other bytes already');
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const pattern = Buffer.from(bytes);
    this.trap = { direction, pattern, spring, passes: direction === 'to-server', resolve };
    for (const link of this.links) this.watch(link);
    return await promise;
  }

  private watch(link: TcpLink): void {
    if (this.trap === undefined) return;
    const { direction, pattern, passes } = this.trap;
    link.watchFor(direction, { bytes: new ByteWatch(pattern), passes });
  }

  private caught(link: TcpLink): void {
    this.trap?.spring(link);
    this.endTrap(true);
  }
}
