import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { growingDelay } from '../batch/growing-delay.ts';
import { dial, driverOptions } from './client.ts';
import { type Place, readDatabaseUrl } from './database-url.ts';
import { DriverLink } from './driver-link.ts';
import { connectionLost } from './transient.ts';

/** Above the longest statement: a link on which nothing has come for so long is given up. */
const SILENCE_SECONDS = 25;
const IDLE_SECONDS = 5;
/** By then whatever was under way on an instance that is not used any more has ended. */
const RETIRED_SECONDS = 2 * SILENCE_SECONDS;
const END_SECONDS = 2;
/** A link that is lost sooner counts as one that was not to be had. */
const SOUND_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Opens a small pool for statements that stand alone; a transaction gets a connection of its own. A statement on a half-open link fails after 25 seconds; connections that nobody uses are
 * closed after 5. When a connection is lost, a new instance of the driver takes over: the driver's own way of connecting anew is not used, since it brings over what was left of the
 * old connection, and a transaction on a lost one would wait for ever.
 */
export function openPool(url: string, name: string, max: number): postgres.Sql {
  const pool = new RenewedPool(readDatabaseUrl(url), name, max);
  return new Proxy(pool.sql, {
    apply: (_, __, statement) => Reflect.apply(pool.sql, undefined, statement),
    get: (_, member) => {
      if (member === 'begin') return pool.begin;
      if (member === 'end') return pool.end;
      return Reflect.get(pool.sql, member, pool.sql);
    },
  });
}

/** The instances of the driver behind a pool: one for what is asked from now on, and those before it while something is under way on them. */
class RenewedPool {
  private readonly place: Place;
  private readonly name: string;
  private readonly max: number;
  private readonly instances = new Set<Instance>();
  private current: Instance;
  private losses = 0;
  private pausedUntil = 0;
  private hasEnded = false;

  constructor(place: Place, name: string, max: number) {
    this.place = place;
    this.name = name;
    this.max = max;
    this.current = this.next(undefined);
  }

  get sql(): postgres.Sql {
    return this.current.sql;
  }

  readonly begin = async (...transaction: readonly unknown[]): Promise<unknown> => {
    if (this.hasEnded) throw connectionLost();
    const lost = Promise.withResolvers<never>();
    const instance = this.open(1, lost.reject, this.sql);
    const { sql } = instance;
    try {
      return await Promise.race([
        Reflect.apply(Reflect.get(sql, 'begin'), sql, transaction),
        lost.promise,
      ]);
    } finally {
      await this.forget(instance, END_SECONDS);
    }
  };

  /** Waits for what is under way, but not for ever. `timeout`: in seconds. */
  readonly end = async ({ timeout = RETIRED_SECONDS } = {}): Promise<void> => {
    this.hasEnded = true;
    await Promise.all([...this.instances].map((instance) => this.forget(instance, timeout)));
  };

  private next(before: postgres.Sql | undefined): Instance {
    const instance = this.open(this.max, () => this.replace(instance), before);
    return instance;
  }

  private open(
    max: number,
    onLoss: (reason: unknown) => void,
    before: postgres.Sql | undefined,
  ): Instance {
    const instance: Instance = new Instance(this.place, {
      name: this.name,
      max,
      before,
      whenAllowed: () => sleep(Math.max(0, this.pausedUntil - performance.now())),
      onLoss: (livedMs, reason) => {
        this.pace(livedMs);
        onLoss(reason);
        // whatever waits for one of its connections waits in vain
        if (instance.isDead) void this.forget(instance, 0);
      },
    });
    this.instances.add(instance);
    return instance;
  }

  private pace(livedMs: number): void {
    if (livedMs > SOUND_MS) this.losses = 0;
    const pauseMs = growingDelay(this.losses++, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    this.pausedUntil = performance.now() + pauseMs;
  }

  private replace(instance: Instance): void {
    if (instance !== this.current || this.hasEnded) return;
    this.current = this.next(instance.sql);
    setTimeout(() => void this.forget(instance, END_SECONDS), RETIRED_SECONDS * 1_000).unref();
  }

  private async forget(instance: Instance, timeout: number): Promise<void> {
    await instance.end(timeout);
    this.instances.delete(instance);
  }
}

interface InstanceOptions {
  readonly name: string;
  readonly max: number;
  /** The instance that this one follows. */
  readonly before: postgres.Sql | undefined;
  readonly whenAllowed: () => Promise<void>;
  /** Told of each link that was lost, or not to be had: how long it has lived, in milliseconds, and why it did not live on. */
  readonly onLoss: (livedMs: number, reason: unknown) => void;
}

/** One instance of the driver, with its links. */
class Instance {
  readonly sql: postgres.Sql;
  private readonly place: Place;
  private readonly options: InstanceOptions;
  private readonly links = new Set<DriverLink>();
  private dialing = 0;
  private hasLost = false;
  private hasEnded = false;

  constructor(place: Place, options: InstanceOptions) {
    this.place = place;
    this.options = options;
    const linked = { socket: () => this.link() };
    const { name, max, before } = options;
    this.sql = postgres(place.url, {
      ...driverOptions,
      ...linked,
      max,
      idle_timeout: IDLE_SECONDS,
      connection: { application_name: name },
    });
    // a query builder has changed them to its taste
    Object.assign(this.sql.options.parsers, before?.options.parsers);
    Object.assign(this.sql.options.serializers, before?.options.serializers);
  }

  /** Whether links were lost, and none is left. */
  get isDead(): boolean {
    return this.hasLost && this.dialing + this.links.size === 0;
  }

  /** `timeout`: for how many seconds it waits for what is under way. */
  async end(timeout: number): Promise<void> {
    this.hasEnded = true;
    await this.sql.end({ timeout: this.isDead ? 0 : timeout });
    // the driver would sign in over those that have just been opened
    for (const link of this.links) link.destroy();
  }

  private async link(): Promise<DriverLink> {
    const since = performance.now();
    const lose = (reason: unknown): void => {
      this.hasLost = true;
      this.options.onLoss(performance.now() - since, reason);
    };
    let socket: Socket;
    this.dialing++;
    try {
      await this.options.whenAllowed();
      socket = await dial(this.place);
    } catch (error) {
      this.dialing--;
      lose(error);
      throw error;
    }
    this.dialing--;
    return this.linkOver(socket, lose);
  }

  private linkOver(socket: Socket, lose: (reason: unknown) => void): DriverLink {
    socket.setTimeout(SILENCE_SECONDS * 1_000, () => socket.destroy());
    const link: DriverLink = new DriverLink(socket, (reason) => {
      this.links.delete(link);
      lose(reason);
    });
    this.links.add(link);
    link.once('close', () => this.links.delete(link));
    if (this.hasEnded) link.destroy();
    return link;
  }
}
