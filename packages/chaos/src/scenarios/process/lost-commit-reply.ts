import { POSTGRES_COMMITTED } from '../../faults/tcp-proxy.ts';
import { defineScenario } from '../../scenario.ts';

const LOST = 'a transaction was committed and nobody was told';
const TIMES = 12;
const LIMIT_MS = 5_000;

export const lostCommitReply = defineScenario({
  name: 'lost-commit-reply',
  faults: [3],
  title: "COMMIT's answer lost",
  world: { proxies: true },
  sees: [LOST],
  quick: true,
  run: async ({ proxies, inject, sight, pause, load }) => {
    const postgres = proxies?.postgres;
    if (postgres === undefined) throw new Error('this scenario needs proxies');
    for (let time = 0; time < TIMES; time++) {
      await pause(20, 300);
      const patience = setTimeout(() => postgres.disarm(), LIMIT_MS);
      inject('the next COMMIT is answered into the void');
      const isLost = await postgres.cutBeforeReply(POSTGRES_COMMITTED);
      clearTimeout(patience);
      if (isLost) sight(LOST);
    }
    await load.untilFlowing();
  },
});
