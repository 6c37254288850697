import type { FaultRuleInput } from '@murmuration/payment-sandbox';
import { defineScenario } from '../../scenario.ts';
import { dieAtEach } from '../process/die-at.ts';

const CHARGED = 'the provider charged and did not say so';
const TIMES = 25;

/** Faults that charge, or may have. */
const FAULTS: readonly FaultRuleInput[] = [
  { mode: 'charge-then-hang', times: TIMES },
  { mode: 'charge-then-drop', times: TIMES },
  { mode: 'charge-then-fail', times: TIMES },
  { mode: 'hang', operation: 'create', times: TIMES },
  { mode: 'down', operation: 'any', times: TIMES },
  { mode: 'slow', delayMs: 3_000, times: TIMES },
  { mode: 'charge-then-hang', operation: 'refund', times: TIMES },
];

export const providerTimesOut = defineScenario({
  name: 'provider-times-out',
  faults: [39],
  title: 'provider times out and has charged, or not, and no webhook tells',
  sees: [CHARGED],
  quick: true,
  run: async ({ shop: { sandbox }, chance, inject, pause, sight, load }) => {
    // only asking again tells what has become of a call
    await sandbox.setWebhooks({ off: true });
    for (const rule of chance.shuffled(FAULTS)) {
      const operation = rule.operation ?? 'confirm';
      inject(`the next ${TIMES} of ${operation} at the provider: ${rule.mode}`);
      const { id } = await sandbox.addRule(rule);
      await pause(400, 1_500);
      const left = (await sandbox.rules()).find((each) => each.id === id)?.timesLeft ?? 0;
      if (rule.mode.startsWith('charge-then') && left < TIMES) sight(CHARGED);
    }
    await sandbox.clearRules();
    await load.untilFlowing();
    await sandbox.setWebhooks({ off: false });
  },
});

export const crashAtCall = defineScenario({
  name: 'crash-at-call',
  faults: [40],
  title: 'killed between the call to the outside and its commit',
  sees: ['call.before-perform', 'call.after-perform'],
  run: (world) =>
    dieAtEach(world, [
      { point: 'call.before-perform', services: ['payment', 'notification'] },
      { point: 'call.after-perform', services: ['payment', 'notification'] },
      { point: 'call.after-perform', services: ['payment'], mostTimes: 20 },
    ]),
});

const REPEATED = 'webhooks came late and several times';
const DELAY_MS = 4_000;

export const webhooks = defineScenario({
  name: 'webhooks',
  faults: [41],
  title: 'declines; late and duplicate webhooks, and none',
  sees: [REPEATED],
  run: async ({ shop: { sandbox }, inject, pause, sight, load, chance }) => {
    inject('webhooks come late and four times');
    await sandbox.setWebhooks({ delayMs: DELAY_MS, duplicate: 3 });
    const { delivered } = await sandbox.webhooks();
    await load.burst(chance.whole(40, 80));
    await pause(DELAY_MS, DELAY_MS + 1_000);
    if ((await sandbox.webhooks()).delivered > delivered) sight(REPEATED);
    inject('no webhook comes, and the provider hangs after it has charged');
    await sandbox.setWebhooks({ off: true });
    await sandbox.addRule({ mode: 'charge-then-hang', times: 10 });
    await load.burst(chance.whole(40, 80));
  },
});
