import { jetstream } from '@nats-io/jetstream';
import { defineScenario } from '../../scenario.ts';

/** More than fits into what a block file has of its last page. */
const PROBE_BYTES = 500_000;
const STORED_NOTHING = 'the broker answered, and stored nothing';
const PATIENCE_MS = 2_000;

export const brokerDiskFull = defineScenario({
  name: 'broker-disk-full',
  faults: [21],
  title: "broker's disk full",
  needs: ['root'],
  world: { smallDisk: 'broker' },
  sees: [STORED_NOTHING],
  run: async ({ shop, smallDisk, inject, pause, sight, note, afterwards }) => {
    if (smallDisk === undefined) throw new Error('it needs a small disk');
    afterwards(() => shop.broker.restart());
    afterwards(() => smallDisk.free());
    await pause(200, 1_000);
    inject('no room on the disk');
    await smallDisk.fill();
    await pause(2_000, 4_000);
    // on a subject that no reaction listens to
    const probe = new Uint8Array(PROBE_BYTES);
    const js = jetstream(shop.connection);
    await js
      .publish('dead.chaos.probe', probe, { timeout: PATIENCE_MS })
      .catch(async (error: unknown) => {
        note(`the broker says: ${String(error)}`);
        // a server that cannot write a message down says nothing of it; one that says nothing at all may just be slow
        await shop.connection.flush();
        sight(STORED_NOTHING);
      });
    await smallDisk.free();
    // JetStream has switched itself off
    await shop.broker.restart();
  },
});
