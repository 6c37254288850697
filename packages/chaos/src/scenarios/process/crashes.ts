import { eventSubject } from '@murmuration/choreography';
import { orderPlaced } from '@murmuration/contracts';
import { defineScenario, type Scenario } from '../../scenario.ts';
import { type Death, dieAtEach, sightsOf } from './die-at.ts';

const SAGA = ['order', 'inventory', 'payment'] as const;
const CALLERS = ['payment', 'notification'] as const;

/** A scenario that kills processes at points; each of the points has to be seen. */
function crash(
  base: Pick<Scenario, 'name' | 'faults' | 'title'>,
  deaths: readonly Death[],
): Scenario {
  return defineScenario({
    ...base,
    sees: sightsOf(deaths),
    run: (world) => dieAtEach(world, deaths),
  });
}

export const beforeBegin = crash(
  { name: 'before-begin', faults: [1], title: 'killed before BEGIN' },
  [{ point: 'batch.before-begin', services: SAGA }],
);

export const beforeCommit = crash(
  { name: 'before-commit', faults: [2], title: 'killed before COMMIT' },
  [
    { point: 'batch.before-commit', services: SAGA },
    { point: 'call.before-commit', services: CALLERS },
    { point: 'fact.before-commit', services: ['payment'] },
  ],
);

export const notAcknowledged = crash(
  {
    name: 'not-acknowledged',
    faults: [4],
    title: 'killed when committed and not acknowledged',
  },
  [
    { point: 'batch.after-commit', services: SAGA },
    { point: 'batch.before-acknowledge', services: ['order', 'inventory'] },
    { point: 'call.after-commit', services: CALLERS },
    { point: 'fact.after-commit', services: ['payment'] },
  ],
);

export const midBatch = crash(
  { name: 'mid-batch', faults: [5], title: 'killed in a batch, at the k-th message of n' },
  [1, 3, 9, 27].flatMap((mostTimes): Death[] => [
    { point: 'batch.decided-one', services: SAGA, mostTimes },
    { point: 'batch.acknowledged-one', services: ['order', 'inventory'], mostTimes },
  ]),
);

export const beforePublish = crash(
  { name: 'before-publish', faults: [6], title: 'relay killed before and while it publishes' },
  [
    { point: 'relay.before-publish', services: SAGA, mostTimes: 20 },
    { point: 'relay.after-publish', services: SAGA, mostTimes: 20 },
  ],
);

export const notRecorded = crash(
  {
    name: 'not-recorded',
    faults: [7],
    title: 'relay killed when the broker has acknowledged and nothing is recorded',
  },
  [
    { point: 'relay.stored', services: SAGA, mostTimes: 20 },
    { point: 'relay.before-record', services: SAGA },
    { point: 'relay.after-record', services: SAGA },
  ],
);

export const noReply = crash(
  { name: 'no-reply', faults: [8], title: 'sender has no reply, sends the same id again' },
  [
    { point: 'command.before-reply', services: ['order', 'payment'] },
    { point: 'command.after-reply', services: ['order'], mostTimes: 10 },
  ],
);

const AT_ONCE: readonly Death[] = [
  { point: 'command.before-reply', services: ['order'] },
  { point: 'batch.acknowledged-one', services: ['inventory'] },
  { point: 'call.after-perform', services: ['payment'] },
  { point: 'call.before-commit', services: ['notification'] },
];

export const everyKind = defineScenario({
  name: 'crashes',
  faults: [2, 4, 5, 8, 40],
  title: 'several services killed, each at another point, at once',
  quick: true,
  sees: sightsOf(AT_ONCE),
  run: async (world) => {
    await Promise.all(AT_ONCE.map((death) => dieAtEach(world, [death])));
  },
});

const EVERY_MS = 100;
const BURIALS: readonly Death[] = [
  { point: 'dead-letter.before-commit', services: ['inventory'] },
  { point: 'dead-letter.after-commit', services: ['inventory'] },
];

export const deadLetterCrash = defineScenario({
  name: 'dead-letter-crash',
  faults: [2, 4],
  title: 'killed while dead letters are buried',
  deadLetters: 'expected',
  sees: sightsOf(BURIALS),
  run: async (world) => {
    const { connection } = world.shop;
    const subject = eventSubject(orderPlaced.type, 'nobody');
    const nonsense = setInterval(() => connection.publish(subject, '{ no order'), EVERY_MS);
    try {
      await dieAtEach(world, BURIALS);
    } finally {
      clearInterval(nonsense);
    }
  },
});
