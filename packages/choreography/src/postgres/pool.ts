import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { growingDelay } from '../batch/growing-delay.ts';
import { dial, driverOptions, type Target } from './client.ts';
import { type Place, readDatabaseUrl } from './database-url.ts';
import { DriverLink } from './driver-link.ts';

/** Above the longest statement: a link on which nothing has come for so long is given up. In milliseconds. */
const SILENCE_MS = 25_000;
const IDLE_SECONDS = 20;
/** By then whatever was under way on an instance that is not used any more has ended. */
const RETIRED_MS = 2 * SILENCE_MS;
const END_SECONDS = 2;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Opens a small pool for statements that stand alone. A statement on a half-open link fails after 25 seconds; connections that nobody uses are closed after 20. When a
 * connection is lost, a new instance of the driver takes over: the driver's own way of connecting anew is not used, since it brings over what was left of the old connection.
 */
export function openPool(url: string, name: string, max: number): postgres.Sql {
  const renewed = new RenewedPool(readDatabaseUrl(url), name, max);
  return new Proxy(renewed.sql, {
    apply: (_, __, statement) => Reflect.apply(renewed.sql, undefined, statement),
    get: (_, member) =>
      member === 'end' ? renewed.end : Reflect.get(renewed.sql, member, renewed.sql),
  });
}

/** The instances of the driver behind a pool: one for what is asked from now on, and those before it while something is under way on them. */
class RenewedPool {
  private readonly place: Place;
  private readonly name: string;
  private readonly max: number;
  private readonly retired = new Set<postgres.Sql>();
  private current: postgres.Sql;
  private losses = 0;
  private pausedUntil = 0;
  private hasEnded = false;

  constructor(place: Place, name: string, max: number) {
    this.place = place;
    this.name = name;
    this.max = max;
    this.current = this.open();
  }

  get sql(): postgres.Sql {
    return this.current;
  }

  readonly end = async (options?: { readonly timeout?: number }): Promise<void> => {
    this.hasEnded = true;
    await Promise.all([this.current, ...this.retired].map((sql) => sql.end(options)));
  };

  private open(before?: postgres.Sql): postgres.Sql {
    const { url, tls, ...path } = this.place;
    const links = new Set<DriverLink>();
    const onLost = (link?: DriverLink): void => {
      if (link !== undefined) links.delete(link);
      this.retire(sql, links.size === 0);
    };
    const linked = {
      socket: (target: Target) => this.link(() => dial(target, tls), links, onLost),
    };
    const sql = postgres(url, {
      ...driverOptions,
      ...path,
      ...linked,
      idle_timeout: IDLE_SECONDS,
      max: this.max,
      connection: { application_name: this.name },
    });
    // a query builder has changed them to its taste
    Object.assign(sql.options.parsers, before?.options.parsers);
    Object.assign(sql.options.serializers, before?.options.serializers);
    return sql;
  }

  private async link(
    connect: () => Promise<Socket>,
    links: Set<DriverLink>,
    onLost: (link?: DriverLink) => void,
  ): Promise<DriverLink> {
    await sleep(Math.max(0, this.pausedUntil - performance.now()));
    try {
      const socket = await connect();
      socket.setTimeout(SILENCE_MS, () => socket.destroy());
      socket.once('data', () => {
        this.losses = 0;
      });
      const link: DriverLink = new DriverLink(socket, () => onLost(link));
      links.add(link);
      link.once('close', () => links.delete(link));
      return link;
    } catch (error) {
      onLost();
      throw error;
    }
  }

  private retire(sql: postgres.Sql, isDead: boolean): void {
    if (sql === this.current && !this.hasEnded) {
      const pauseMs = growingDelay(this.losses++, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      this.pausedUntil = performance.now() + pauseMs;
      this.retired.add(sql);
      this.current = this.open(sql);
      setTimeout(() => this.forget(sql), RETIRED_MS).unref();
    }
    // whatever waits for one of its connections waits in vain
    if (isDead) this.forget(sql, 0);
  }

  private forget(sql: postgres.Sql, timeout = END_SECONDS): void {
    this.retired.delete(sql);
    void sql.end({ timeout }).catch(() => undefined);
  }
}
