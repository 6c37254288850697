import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@murmuration/testkit';
import type { Chance } from '../chance.ts';
import { Crowd } from '../load/load.ts';
import type { Scenario, World } from '../scenario.ts';
import type { Finding, Played } from './finding.ts';
import { heal } from './heal.ts';
import { judge } from './judge.ts';
import { OrderEnds } from './order-ends.ts';
import type { Stage } from './stage.ts';
import { Story } from './story.ts';

const USUAL_RATE = 40;
const BOUND_SECONDS = 60;
/** Customers served before the fault, and after everything has recovered. */
const BEFORE = 20;
const AFTER = 20;
const RUN_LIMIT_MS = 240_000;

/** Plays a scenario once: load, fault, healing, rest, audit. */
export async function play(stage: Stage, scenario: Scenario, chance: Chance): Promise<Played> {
  const story = new Story();
  const crowd = new Crowd(stage.shop, stage.articles, chance.of('customers'));
  const ends = new OrderEnds(stage.shop);
  const begunAt = new Date();
  const findings: Finding[] = [];
  const boundMs = (scenario.boundSeconds ?? BOUND_SECONDS) * 1_000;
  let recoverySeconds: number | undefined;
  try {
    crowd.setRate(scenario.rate ?? USUAL_RATE);
    await crowd.untilServed(BEFORE);
    story.note(`${crowd.orders} orders came in before`);
    findings.push(...(await runScenario(stage, scenario, chance, crowd, story)));
    recoverySeconds = await recover(crowd, ends, story, boundMs);
    await crowd.untilServed(AFTER, boundMs);
    await crowd.close(boundMs);
    story.note(`${crowd.orders} orders came in altogether`);
  } catch (error) {
    findings.push({ invariant: 'I12', what: String(error) });
    await crowd.close(1).catch(() => undefined);
  }
  findings.push(...crowd.complaints.map((text) => complaint(text, 'I12')));
  findings.push(...(await judge({ shop: stage.shop, scenario, crowd, ends, boundMs, begunAt })));
  const reached = await ends.ends(crowd.customers.map(({ order }) => order.orderId));
  await ends.close();
  return {
    orders: crowd.orders,
    faults: story.faults,
    findings,
    recoverySeconds,
    ends: counted(reached.values()),
    sights: story.sights,
    story: story.lines,
  };
}

/** What it throws is a finding: a scenario waits for nothing that does not have to come. */
async function runScenario(
  stage: Stage,
  scenario: Scenario,
  chance: Chance,
  load: Crowd,
  story: Story,
): Promise<readonly Finding[]> {
  const over = new AbortController();
  const undoing: (() => Promise<unknown>)[] = [];
  const world = worldOf(stage, { chance, load, story, signal: over.signal, undoing });
  const limit = sleep(RUN_LIMIT_MS, undefined, { signal: over.signal }).then(
    () => {
      throw new Error(`it was not over after ${RUN_LIMIT_MS / 1_000} s`);
    },
    () => undefined,
  );
  const findings: Finding[] = [];
  try {
    await Promise.race([scenario.run(world), limit]);
  } catch (error) {
    findings.push(complaint(String(error), 'scenario'));
  } finally {
    over.abort();
  }
  story.note('the fault is over; everything is mended and started that is down');
  findings.push(...(await heal(stage, undoing)));
  return findings;
}

function worldOf(
  stage: Stage,
  parts: {
    readonly chance: Chance;
    readonly load: Crowd;
    readonly story: Story;
    readonly signal: AbortSignal;
    readonly undoing: (() => Promise<unknown>)[];
  },
): World {
  const { shop, failpoints, proxies, cluster, smallDisk } = stage;
  const { chance, load, story, signal, undoing } = parts;
  return {
    shop,
    failpoints,
    proxies,
    cluster,
    smallDisk,
    chance,
    load,
    signal,
    inject: (what) => story.inject(what),
    note: (what) => story.note(what),
    sight: (what) => story.sight(what),
    pause: (least, most) => sleep(chance.between(least, most)),
    replicaOf: (service) => chance.pick(shop.service(service).replicas),
    afterwards: (undo) => void undoing.push(undo),
  };
}

/** Waits until every order that has come in so far has its end; tells how long that took. */
async function recover(
  crowd: Crowd,
  ends: OrderEnds,
  story: Story,
  boundMs: number,
): Promise<number> {
  const healedAt = performance.now();
  const before = crowd.customers.map(({ order }) => order.orderId);
  const isOver = async (): Promise<boolean> => {
    const open = await ends.open(before);
    if (open > 0) throw new Error(`${open} of ${before.length} orders have no end yet`);
    return true;
  };
  const what = 'all orders from before the end of the fault to have their end';
  await eventually(isOver, { what, timeoutMs: boundMs, everyMs: 50 });
  const seconds = (performance.now() - healedAt) / 1_000;
  story.note(`recovered in ${seconds.toFixed(1)} s`);
  return seconds;
}

/** Whoever found it says which promise is broken; it is `otherwise` when they do not. */
const complaint = (text: string, otherwise: string): Finding => ({
  invariant: /\b[IL]\d+(?=:)/.exec(text)?.[0] ?? otherwise,
  what: text,
});

function counted(ends: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
  return counts;
}
