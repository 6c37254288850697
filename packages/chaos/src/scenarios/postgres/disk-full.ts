import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';
import { serverOf } from './server-of.ts';

const REFUSED = 'Postgres refused to write, or ended';
const KIB_8 = 8_192;

export const postgresDiskFull = defineScenario({
  name: 'postgres-disk-full',
  faults: [36],
  title: "Postgres' disk full",
  needs: ['root'],
  world: { smallDisk: 'postgres' },
  sees: [REFUSED],
  run: async (world) => {
    const { shop, smallDisk, load, inject, note, pause, sight, afterwards } = world;
    if (smallDisk === undefined) throw new Error('it needs a small disk');
    const server = serverOf(world);
    afterwards(() => smallDisk.free());
    await load.untilServed(10);
    inject('no room on the disk');
    await smallDisk.fill();
    await pause(3_000, 5_000);
    await asAdmin(shop.database.adminUrl, async (sql) => {
      await sql`create table if not exists chaos_ballast (filling text)`;
      await sql`insert into chaos_ballast select repeat(md5(n::text), 30) from generate_series(1, ${KIB_8}) n`;
    }).catch((error: unknown) => {
      note(`Postgres says: ${String(error)}`);
      sight(REFUSED);
    });
    await smallDisk.free();
    // without room for its log it ends; what is sure is that a start brings it back
    await server.restart();
    await asAdmin(shop.database.adminUrl, (sql) => sql`drop table if exists chaos_ballast`);
  },
});
