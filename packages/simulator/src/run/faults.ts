import { COMMANDS, DEAD_LETTERS, EVENTS } from '@murmuration/choreography/simulation';
import type { Chance } from '../time/chance.ts';
import { later } from '../time/virtual-time.ts';
import { SERVICES, type ServiceName } from '../shop/definitions.ts';
import { LATEST_MS, TROUBLED_MS } from './moments.ts';
import type { World } from './world.ts';

/** What can be done to a shop. Each does it, and sees to it that it is over after `forMs`. */
const faults = {
  'a process is killed': (world, { service, forMs }) => world.processes.kill(service, forMs),
  'a process is killed in the midst of a commit': (world, { service, forMs, messages }) =>
    world.processes.killAtCommit(service, messages, forMs),
  'a process stops in order': (world, { service, forMs }) => world.processes.stop(service, forMs),
  'a service has a mistake': (world, { service, forMs }) => {
    world.mistaken.add(service);
    later(forMs, () => world.mistaken.delete(service));
  },
  'the database dies': (world, { forMs }) => void world.cluster.crash(forMs / 4),
  'the database is slow': (world, { forMs, share }) => {
    world.cluster.slowness = share;
    later(forMs, () => {
      world.cluster.slowness = 0;
    });
  },
  'commits are cut': (world, { forMs, share }) => {
    world.cluster.fragility = share / 2;
    later(forMs, () => {
      world.cluster.fragility = 0;
    });
  },
  'sessions are cut': (world, { share }) => world.cluster.cutSome(share),
  'the broker dies': (world, { forMs }) => void world.broker.crash(forMs / 4),
  'the broker comes back without its latest messages': (world, { forMs, messages }) =>
    void world.broker.crash(forMs / 8, () => world.broker.stream(EVENTS)?.rollBack(messages)),
  'the broker comes back with a hole in its events': (world, { forMs, share }) =>
    void world.broker.crash(forMs / 8, () => {
      removeOne(world, share);
    }),
  'an event is removed by hand': (world, { share }) => removeOne(world, share, SETTLED_MS),
  'the broker comes back empty': (world, { forMs }) =>
    void world.broker.crash(forMs / 8, () =>
      [EVENTS, COMMANDS, DEAD_LETTERS].forEach((name) => world.broker.wipe(name)),
    ),
  'a consumer is made anew': (world, { share }) => world.broker.renew(share),
  'lines to the broker are cut': (world, { forMs, share }) =>
    world.broker.cutSome(share, forMs / 4),
  'messages get lost': (world, { forMs, share }) => {
    world.broker.weather.lostMessages = share / 2;
    later(forMs, () => {
      world.broker.weather.lostMessages = 0;
    });
  },
  'acknowledgements get lost': (world, { forMs, share }) => {
    world.broker.weather.lostAnswers = share;
    later(forMs, () => {
      world.broker.weather.lostAnswers = 0;
    });
  },
  'the broker refuses to store': (world, { forMs, share }) => {
    world.broker.weather.refusals = share;
    later(forMs, () => {
      world.broker.weather.refusals = 0;
    });
  },
  'messages overtake each other': (world, { forMs, share }) => {
    world.broker.weather.detours = share;
    later(forMs, () => {
      world.broker.weather.detours = 0;
    });
  },
  'those outside are silent': (world, { forMs, share }) =>
    world.upset('silent', Math.sqrt(share), forMs),
  'those outside act and are silent': (world, { forMs, share }) =>
    world.upset('secretive', share, forMs),
  'those outside are slow': (world, { forMs, share }) => world.upset('slow', share, forMs),
} satisfies Record<string, (world: World, fault: FaultPlan) => void>;

/**
 * What is removed by hand has stood there for a while: the record that it was published may be lost with the database in the first seconds, and a row that is
 * published once more then is dropped as a repeat. In milliseconds.
 */
const SETTLED_MS = 10_000;

/** Removes one of the events that have stood there for so long. */
function removeOne({ broker }: World, share: number, forMs = 0): void {
  const stream = broker.stream(EVENTS);
  const old = stream?.all.filter(({ storedAt }) => storedAt <= Date.now() - forMs) ?? [];
  const chosen = old[Math.floor(old.length * share)];
  if (chosen !== undefined) stream?.remove(chosen.sequence);
}

export type FaultName = keyof typeof faults;

/** A fault of a plan: what, when, and how much of it. */
export interface FaultPlan {
  readonly name: FaultName;
  readonly at: number;
  readonly service: ServiceName;
  readonly forMs: number;
  /** From 0 to 1. */
  readonly share: number;
  readonly messages: number;
}

/** All that can go wrong. */
export const faultNames = Object.keys(faults).filter((name): name is FaultName => name in faults);

/** Faults after which the streams are not what they were. */
export const LOSSES: ReadonlySet<FaultName> = new Set([
  'the broker comes back without its latest messages',
  'the broker comes back with a hole in its events',
  'the broker comes back empty',
  'an event is removed by hand',
]);

/** Draws a fault: mostly for about the moment `around`. */
export function drawFault(chance: Chance, around: number): FaultPlan {
  const near = around + chance.between(-1_000, 6_000);
  const moment = chance.happens(0.7) ? near : chance.between(0, LATEST_MS);
  const at = Math.round(Math.min(Math.max(0, moment), LATEST_MS));
  return {
    name: chance.oneOf(faultNames),
    at,
    service: chance.oneOf(SERVICES),
    forMs: Math.round(
      chance.between(20, Math.min(chance.oneOf([500, 5_000, 20_000]), TROUBLED_MS - at)),
    ),
    share: chance.next(),
    messages: chance.whole(1, 12),
  };
}

/** Lets a fault happen. */
export function happen(world: World, fault: FaultPlan): void {
  faults[fault.name](world, fault);
}
