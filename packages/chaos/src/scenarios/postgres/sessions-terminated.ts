import { terminateSessions } from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';

const ENDED = 'sessions of services were ended';

export const sessionsTerminated = defineScenario({
  name: 'sessions-terminated',
  faults: [32],
  title: 'sessions ended by an administrator, some at a time',
  sees: [ENDED],
  run: async ({ shop: { database }, chance, inject, note, pause, sight }) => {
    for (let times = chance.whole(6, 12); times > 0; times--) {
      const share = chance.pick([0.1, 0.3, 1]);
      inject(`about ${share * 100} % of all sessions ended`);
      const ended = await terminateSessions(database.adminUrl, () => chance.is(share));
      note(`ended: ${ended.join(', ') || 'none'}`);
      if (ended.length > 0) sight(ENDED);
      await pause(50, 700);
    }
  },
});
