import { jetstream } from '@nats-io/jetstream';
import { defineScenario } from '../../scenario.ts';

/** More than fits into what a block file has of its last page. */
const PROBE_BYTES = 500_000;
const REFUSED = 'the broker refused to store';

export const brokerDiskFull = defineScenario({
  name: 'broker-disk-full',
  faults: [21],
  title: "broker's disk full",
  needs: ['root'],
  world: { smallDisk: 'broker' },
  sees: [REFUSED],
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
    await js.publish('dead.chaos.probe', probe, { timeout: 2_000 }).catch((error: unknown) => {
      note(`the broker says: ${String(error)}`);
      // one that only does not answer has refused nothing
      if (!/timeout/i.test(String(error))) sight(REFUSED);
    });
    await smallDisk.free();
    // JetStream has switched itself off
    await shop.broker.restart();
  },
});
