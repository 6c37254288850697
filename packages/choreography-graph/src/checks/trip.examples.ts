import { permissionsOf } from '@murmuration/broker';
import {
  type AnyReaction,
  defineReaction,
  defineSaga,
  ignore,
  type Saga,
  type ServiceDefinition,
} from '@murmuration/choreography';
import {
  defineCommand,
  defineEvent,
  defineRejection,
  defineTimer,
  type EventContract,
} from '@murmuration/contracts';
import { z } from 'zod';
import type { Choreography } from '../graph/choreography.ts';
import { checkChoreography } from './check-choreography.ts';
import type { Rights } from './find-missing-permissions.ts';
import type { Finding } from './finding.ts';

const data = z.object({ tripId: z.string() });
const basis = {
  version: 1,
  data,
  key: ({ tripId }: z.infer<typeof data>) => tripId,
  examples: [{ tripId: 't-1' }],
} as const;

/** An event that carries nothing but an id. */
export const eventOf = <Type extends string>(type: Type): EventContract<`${Type}.v1`> =>
  defineEvent({ ...basis, examples: [{ tripId: 't-1' }], type });

export const tripRefused = defineRejection('trip.refused', 'trip.book.v1');
export const bookTrip = defineCommand({
  ...basis,
  type: 'trip.book',
  id: basis.key,
  rejection: tripRefused,
  sentBy: 'anyone',
});
export const tripBooked = eventOf('trip.booked');
export const tripConfirmed = eventOf('trip.confirmed');
export const tripCancelled = eventOf('trip.cancelled');
export const tripExpired = defineTimer({ ...basis, type: 'trip.expired' });
export const roomHeld = eventOf('hotel.room-held');
export const roomRefused = eventOf('hotel.room-refused');
export const roomFreed = eventOf('hotel.room-freed');

type Declared = Partial<Omit<AnyReaction, 'on' | 'emits'>> & Pick<AnyReaction, 'name' | 'on'>;

/** A reaction that decides nothing: checks look at what it declares. */
export const reaction = (
  declared: Declared & { readonly emits?: readonly EventContract[] },
): AnyReaction => {
  const { name, on, emits = [], compensates = [], nothingToUndo = [] } = declared;
  const { repeatsUntil } = declared;
  return defineReaction({
    name,
    on,
    emits,
    compensates,
    nothingToUndo,
    ...(repeatsUntil !== undefined && { repeatsUntil }),
    stores: {},
    keys: {},
    decide: () => ignore('an example'),
  });
};

export const service = (
  name: string,
  reactions: readonly AnyReaction[],
  more: Partial<ServiceDefinition> = {},
): ServiceDefinition => ({ name, stores: [], reactions, answers: [], ...more });

export const holdRoom = reaction({
  name: 'hold-room-when-booked',
  on: [tripBooked],
  emits: [roomHeld, roomRefused],
  nothingToUndo: [roomRefused],
});
export const freeRoom = reaction({
  name: 'free-room-when-cancelled',
  on: [tripCancelled],
  emits: [roomFreed],
  compensates: [{ effect: roomHeld, by: roomFreed }],
});

export const trip = service('trip', [
  reaction({ name: 'book-trip', on: [bookTrip], emits: [tripBooked, tripExpired] }),
  reaction({ name: 'confirm-when-room-held', on: [roomHeld], emits: [tripConfirmed] }),
  reaction({ name: 'cancel-when-refused', on: [roomRefused], emits: [tripCancelled] }),
  reaction({ name: 'cancel-when-expired', on: [tripExpired], emits: [tripCancelled] }),
]);
export const hotel = service('hotel', [holdRoom, freeRoom]);

export const tripSaga: Saga = defineSaga({
  name: 'trip',
  about: 'A trip is booked, if there is a room.',
  begins: [bookTrip],
  outcomes: [
    { event: tripConfirmed, as: 'succeeded' },
    { event: tripCancelled, as: 'failed', followedBy: [roomFreed] },
  ],
});

/** A choreography in which nothing is wrong. */
export const trips: Choreography = {
  services: [trip, hotel],
  contracts: {
    commands: [bookTrip],
    events: [
      tripRefused,
      tripBooked,
      tripConfirmed,
      tripCancelled,
      tripExpired,
      roomHeld,
      roomRefused,
      roomFreed,
    ],
    queries: [],
    requests: [],
  },
  sagas: [tripSaga],
};

/** The rights that the broker would give each service. */
export const rightsIn = ({ services, contracts }: Choreography): ReadonlyMap<string, Rights> =>
  new Map(services.map((each) => [each.name, permissionsOf(each, contracts)]));

/** Trips with some of it put differently. */
export const tripsWith = (changes: {
  readonly trip?: ServiceDefinition;
  readonly hotel?: ServiceDefinition;
  readonly contracts?: Partial<Choreography['contracts']>;
  readonly saga?: Partial<Saga>;
}): Choreography => ({
  services: [changes.trip ?? trip, changes.hotel ?? hotel],
  contracts: { ...trips.contracts, ...changes.contracts },
  sagas: [{ ...tripSaga, ...changes.saga }],
});

/** A service with a reaction more. */
export const plus = (
  to: ServiceDefinition,
  ...more: readonly AnyReaction[]
): ServiceDefinition => ({
  ...to,
  reactions: [...to.reactions, ...more],
});

/** A service with a reaction less. */
export const minus = (from: ServiceDefinition, name: string): ServiceDefinition => ({
  ...from,
  reactions: from.reactions.filter((each) => each.name !== name),
});

export const check = (choreography: Choreography): readonly Finding[] =>
  checkChoreography(choreography, rightsIn(choreography));

/** The rules that are broken. */
export const rulesBrokenBy = (choreography: Choreography): readonly string[] =>
  check(choreography).map(({ rule }) => rule);
