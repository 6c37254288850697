import { EVENTS } from '@murmuration/choreography';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { echoMessages } from '../../faults/echo-messages.ts';
import { defineScenario } from '../../scenario.ts';

const FORGOTTEN = 'inboxes had forgotten what was repeated';

export const inboxPruned = defineScenario({
  name: 'inbox-pruned',
  faults: [25],
  title: 'inboxes emptied, then everything published again',
  sees: [FORGOTTEN],
  world: { alone: true },
  // until they are repeated, effects are there whose causes no inbox has seen
  auditedAtEnd: true,
  run: async ({ shop, load, inject, pause, sight, note }) => {
    await load.untilServed(40);
    // so that all these are old enough
    await pause(2_500, 3_500);
    inject('all inboxes emptied of what is more than two seconds old');
    const forgotten = await asAdmin(shop.database.adminUrl, async (sql) => {
      let rows = 0;
      for (const { name } of shop.services) {
        const { count } = await sql.unsafe(
          `delete from "${name}".inbox where event_id < "${name}".id_at(now() - interval '2 seconds')`,
        );
        rows += count;
      }
      return rows;
    });
    inject('all events published again, without the ids by which the broker knows repeats');
    const options = { last: Infinity, messageIds: 'dropped' } as const;
    const stored = await echoMessages(shop.connection, EVENTS, options);
    note(`${forgotten} inbox rows deleted, ${stored} events repeated`);
    if (forgotten > 0 && stored > 0) sight(FORGOTTEN);
  },
});
