import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@murmuration/testkit';
import type { Chance } from '../chance.ts';
import { Crowd } from '../load/load.ts';
import type { Scenario, World } from '../scenario.ts';
import type { Finding, Played } from './finding.ts';
import { heal } from './heal.ts';
import { judge } from './judge.ts';
import { OrderEnds } from './order-ends.ts';
import { Rest } from './rest.ts';
import type { Stage } from './stage.ts';
import { Story } from './story.ts';
import { Watch } from './watch.ts';

const USUAL_RATE = 40;
const BOUND_SECONDS = 60;
/** Customers served before the fault, and after everything has recovered. */
const BEFORE = 20;
const AFTER = 20;
const RUN_LIMIT_MS = 240_000;

/** Plays a scenario once: load, fault, healing, rest, audit. */
export async function play(stage: Stage, scenario: Scenario, chance: Chance): Promise<Played> {
  const { shop, articles } = stage;
  const story = new Story();
  const crowd = new Crowd(shop, articles, chance.of('customers'));
  const ends = new OrderEnds(shop);
  const begunAt = new Date();
  const findings: Finding[] = [];
  const rest = new Rest((scenario.boundSeconds ?? BOUND_SECONDS) * 1_000);
  let watch: Watch | undefined;
  let recoverySeconds: number | undefined;
  try {
    crowd.setRate(scenario.rate ?? USUAL_RATE);
    await crowd.untilServed(BEFORE);
    story.note(`${crowd.orders} orders came in before`);
    if (scenario.auditedAtEnd !== true) watch = new Watch(shop);
    const undoing: Undoing = [];
    const world = worldOf(stage, { chance, load: crowd, story, undoing });
    findings.push(...(await runScenario(scenario, world, story)));
    rest.begin();
    story.note('the fault is over; everything is mended and started that is down');
    findings.push(...(await heal(stage, undoing)));
    await recover(crowd, ends, rest);
    recoverySeconds = rest.seconds;
    story.note(`recovered in ${recoverySeconds.toFixed(1)} s`);
    await crowd.untilServed(AFTER, rest.leftMs);
    await crowd.close(rest.leftMs);
    story.note(`${crowd.orders} orders came in altogether`);
  } catch (error) {
    findings.push({ invariant: 'I12', what: String(error) });
    await crowd.close(1).catch(() => undefined);
  }
  // to finish a look that is under way takes time that is not the shop's
  const restMs = rest.leftMs;
  findings.push(...((await watch?.end(story)) ?? []));
  findings.push(...crowd.complaints.map((text) => complaint(text, 'I12')));
  const judged = await judge({ shop, scenario, crowd, ends, restMs, begunAt });
  await ends.close();
  return {
    orders: crowd.orders,
    faults: story.faults,
    findings: [...findings, ...judged.findings],
    recoverySeconds,
    ends: counted(judged.reached.values()),
    sights: story.sights,
    looked: judged.looked,
    story: story.lines,
  };
}

type Undoing = (() => Promise<unknown>)[];

/** What it throws is a finding: a scenario waits for nothing that does not have to come. */
async function runScenario(
  scenario: Scenario,
  world: Omit<World, 'signal'>,
  story: Story,
): Promise<readonly Finding[]> {
  const over = new AbortController();
  const limit = sleep(RUN_LIMIT_MS, undefined, { signal: over.signal }).then(
    () => {
      throw new Error(`it was not over after ${RUN_LIMIT_MS / 1_000} s`);
    },
    () => undefined,
  );
  const findings: Finding[] = [];
  try {
    await Promise.race([scenario.run({ ...world, signal: over.signal }), limit]);
  } catch (error) {
    findings.push(complaint(String(error), 'scenario'));
  } finally {
    over.abort();
  }
  if (scenario.faults.length > 0 && story.faults === 0) {
    findings.push({ invariant: 'scenario', what: 'nothing was made to happen' });
  }
  return findings;
}

function worldOf(
  stage: Stage,
  parts: {
    readonly chance: Chance;
    readonly load: Crowd;
    readonly story: Story;
    readonly undoing: Undoing;
  },
): Omit<World, 'signal'> {
  const { shop, failpoints, proxies, cluster, smallDisk } = stage;
  const { chance, load, story, undoing } = parts;
  return {
    shop,
    failpoints,
    proxies,
    cluster,
    smallDisk,
    chance,
    load,
    inject: (what) => story.inject(what),
    note: (what) => story.note(what),
    sight: (what) => story.sight(what),
    pause: (least, most) => sleep(chance.between(least, most)),
    replicaOf: (service) => chance.pick(shop.service(service).replicas),
    afterwards: (undo) => void undoing.push(undo),
  };
}

/** Waits until every order that has come in so far has its end. */
async function recover(crowd: Crowd, ends: OrderEnds, rest: Rest): Promise<void> {
  const before = crowd.customers.map(({ order }) => order.orderId);
  const isOver = async (): Promise<boolean> => {
    const open = await ends.open(before);
    if (open > 0) throw new Error(`${open} of ${before.length} orders have no end yet`);
    return true;
  };
  const what = 'all orders from before the end of the fault to have their end';
  await eventually(isOver, { what, timeoutMs: rest.leftMs, everyMs: 50 });
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
