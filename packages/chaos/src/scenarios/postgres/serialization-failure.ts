import { makeSerializable, refuseInserts } from '../../faults/postgres-conflicts.ts';
import { defineScenario } from '../../scenario.ts';

const REFUSED = 'Postgres refused transactions with 40001';
const SERVICES = ['order', 'inventory', 'payment'] as const;

export const serializationFailure = defineScenario({
  name: 'serialization-failure',
  faults: [35],
  title: 'transactions refused because they cannot be serialized',
  sees: [REFUSED],
  run: async ({ shop: { database }, chance, load, inject, note, pause, sight, afterwards }) => {
    const { adminUrl, name } = database;
    for (const service of chance.shuffled(SERVICES)) {
      inject(`${service} runs serializable transactions`);
      const strict = await makeSerializable(adminUrl, name, service);
      afterwards(() => strict.end());
      const nth = chance.whole(2, 4);
      inject(`every ${nth}th insert into the outbox of ${service} is refused with 40001`);
      const refusals = await refuseInserts(adminUrl, {
        schema: service,
        table: 'outbox',
        code: '40001',
        nth,
      });
      afterwards(() => refusals.end());
      const burst = load.burst(60);
      await pause(1_500, 3_000);
      const count = await refusals.count();
      note(`${count} refused`);
      if (count > 0) sight(REFUSED);
      await refusals.end();
      await strict.end();
      await burst;
    }
  },
});
