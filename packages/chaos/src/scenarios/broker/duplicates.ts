import { jetstreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { echoMessages } from '../../faults/echo-messages.ts';
import { defineScenario } from '../../scenario.ts';
import { COMMANDS, EVENTS } from '@murmuration/choreography';

const LAST = 600;
const SHORTEST_WINDOW_MS = 100;
const STORED = 'the broker stored repeats';

export const duplicatesWithoutId = defineScenario({
  name: 'duplicates-without-id',
  faults: [22],
  title: 'messages repeated without Msg-Id',
  sees: [STORED],
  run: async ({ shop: { connection }, chance, load, inject, sight, note }) => {
    for (const stream of [EVENTS, COMMANDS, EVENTS]) {
      await load.untilServed(15);
      inject(`messages of ${stream} repeated`);
      const chosen = (): boolean => chance.is(0.7);
      const options = { last: LAST, chosen, messageIds: 'dropped' } as const;
      const stored = await echoMessages(connection, stream, options);
      note(`${stored} repeats stored`);
      if (stored > 0) sight(STORED);
    }
  },
});

export const duplicatesBeyondWindow = defineScenario({
  name: 'duplicates-beyond-window',
  faults: [23],
  title: 'messages repeated when the broker has forgotten their ids',
  sees: [STORED],
  run: async ({ shop: { connection }, load, inject, sight, note, afterwards }) => {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const { duplicate_window: usual } = (await manager.streams.info(EVENTS)).config;
    const setWindow = async (duplicate_window: number): Promise<void> => {
      for (const stream of [EVENTS, COMMANDS]) {
        await manager.streams.update(stream, { duplicate_window });
      }
    };
    afterwards(() => setWindow(usual));
    // two minutes pass in no time
    await setWindow(nanos(SHORTEST_WINDOW_MS));
    for (const stream of [EVENTS, COMMANDS, EVENTS]) {
      await load.untilServed(20);
      inject(`messages of ${stream} repeated beyond the window`);
      const stored = await echoMessages(connection, stream, { last: LAST, messageIds: 'kept' });
      note(`${stored} repeats stored`);
      if (stored > 0) sight(STORED);
    }
  },
});
