import { getPayment } from '@murmuration/contracts';
import type { FaultRuleInput } from '@murmuration/payment-sandbox';
import { eventually } from '@murmuration/testkit';
import { defineScenario, type World } from '../../scenario.ts';
import { type Death, dieAtEach, sightsOf } from '../process/die-at.ts';

const CHARGED = 'the provider charged and did not say so';
const HUNG = 'the provider charged and hung';
const TIMES = 25;
const MEETING_MS = 15_000;

/** Faults that charge, or may have, or have not. */
const FAULTS: readonly FaultRuleInput[] = [
  { mode: 'charge-then-hang', times: TIMES },
  { mode: 'charge-then-drop', times: TIMES },
  { mode: 'charge-then-fail', times: TIMES },
  { mode: 'fail', times: TIMES },
  { mode: 'charge-then-fail', operation: 'create', times: TIMES },
  { mode: 'charge-then-fail', operation: 'refund', times: TIMES },
  { mode: 'hang', operation: 'create', times: TIMES },
  { mode: 'down', operation: 'any', times: TIMES },
  { mode: 'slow', delayMs: 3_000, times: TIMES },
  { mode: 'charge-then-hang', operation: 'refund', times: TIMES },
];

export const providerTimesOut = defineScenario({
  name: 'provider-times-out',
  faults: [39],
  title: 'provider times out and has charged, or not, and no webhook tells',
  sees: [CHARGED, HUNG],
  quick: true,
  run: async (world) => {
    const { chance, pause, sight, load } = world;
    const { sandbox } = world.shop;
    // only asking again tells what has become of a call
    await sandbox.setWebhooks({ off: true });
    for (const rule of chance.shuffled(FAULTS)) {
      const isMet = await meet(world, rule);
      await pause(400, 1_500);
      await sandbox.clearRules();
      if (!isMet || rule.operation !== undefined) continue;
      if (rule.mode === 'charge-then-hang') sight(HUNG);
      if (rule.mode.startsWith('charge-then')) sight(CHARGED);
    }
    await load.untilFlowing();
    await sandbox.setWebhooks({ off: false });
  },
});

/** Sets up a fault and waits for a call that meets it: after a fault the service calls nobody for a while. Whether one has come in time. */
async function meet({ shop: { sandbox }, inject }: World, rule: FaultRuleInput): Promise<boolean> {
  inject(`the next ${TIMES} of ${rule.operation ?? 'confirm'} at the provider: ${rule.mode}`);
  const { id } = await sandbox.addRule(rule);
  const isMet = async (): Promise<boolean> => {
    const left = (await sandbox.rules()).find((each) => each.id === id)?.timesLeft ?? 0;
    return left < TIMES;
  };
  const options = { what: 'a call that meets the fault', timeoutMs: MEETING_MS, everyMs: 50 };
  return await eventually(isMet, options).catch(() => false);
}

const AROUND_CALLS: readonly Death[] = [
  { point: 'call.before-perform', services: ['payment', 'notification'] },
  { point: 'call.after-perform', services: ['payment', 'notification'] },
  { point: 'call.after-perform', services: ['payment'], mostTimes: 20 },
];

export const crashAtCall = defineScenario({
  name: 'crash-at-call',
  faults: [40],
  title: 'killed between the call to the outside and its commit',
  sees: sightsOf(AROUND_CALLS),
  run: (world) => dieAtEach(world, AROUND_CALLS),
});

const LATE = 'no webhook came before its delay';
const REPEATED = 'webhooks came several times each';
const CAME_BACK = 'refunds came back, and were told of late and several times';
const UNTOLD = 'refunds came back, and no webhook told of them';
const MOST_COME_BACK = 20;
const DELAY_MS = 4_000;

export const webhooks = defineScenario({
  name: 'webhooks',
  faults: [41],
  title: 'declines; late and duplicate webhooks, and none',
  sees: [LATE, REPEATED, CAME_BACK, UNTOLD],
  // what no webhook brings is looked for
  world: { env: { payment: { STRIPE_CATCH_UP_SECONDS: '5' } } },
  run: async (world) => {
    const { inject, pause, sight, load, chance } = world;
    const { sandbox } = world.shop;
    inject('webhooks come late and four times');
    await sandbox.setWebhooks({ delayMs: DELAY_MS, duplicate: 3 });
    // what happened before is told at once
    await pause(400, 600);
    const before = await sandbox.webhooks();
    const burst = load.burst(chance.whole(40, 80));
    await pause(DELAY_MS / 4, DELAY_MS / 2);
    const early = await sandbox.webhooks();
    if (early.pending > before.pending && early.delivered === before.delivered) sight(LATE);
    await burst;
    if ((await sendRefundsBack(world)).length > 0) sight(CAME_BACK);
    await pause(DELAY_MS, DELAY_MS + 1_000);
    // each of them four times
    if ((await sandbox.webhooks()).delivered >= before.delivered + 4) sight(REPEATED);
    inject('no webhook comes, and the provider hangs after it has charged');
    await sandbox.setWebhooks({ off: true });
    await sandbox.addRule({ mode: 'charge-then-hang', times: 10 });
    await load.burst(chance.whole(40, 80));
    const untold = await sendRefundsBack(world);
    for (const orderId of untold) await untilBooked(world, orderId);
    if (untold.length > 0) sight(UNTOLD);
  },
});

/** Customers' banks send refunds back, those of some orders. */
async function sendRefundsBack(world: World): Promise<readonly string[]> {
  const { chance, inject } = world;
  const { sandbox } = world.shop;
  const { refunds } = await sandbox.ledger();
  const orders = new Set(refunds.flatMap(({ orderId }) => orderId ?? []));
  const some = chance.shuffled([...orders]).slice(0, MOST_COME_BACK);
  inject(`the refunds of ${some.length} orders come back`);
  const failed: string[] = [];
  for (const orderId of some) {
    if ((await sandbox.failRefunds(orderId)).length > 0) failed.push(orderId);
  }
  return failed;
}

async function untilBooked({ shop: { client } }: World, orderId: string): Promise<void> {
  const isBooked = async (): Promise<boolean> => {
    const payment = await client.ask(getPayment, { orderId });
    return payment?.refunds.some(({ failure }) => failure !== undefined) === true;
  };
  await eventually(isBooked, { what: `the failure of a refund of ${orderId} to be booked` });
}
