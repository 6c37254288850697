import { type Rules, usualRules } from '../ground/rules.ts';
import { type DefineShop, usualShop } from '../shop/definitions.ts';
import { beginAnew } from '../time/seeded-process.ts';
import { elapsed, later, pass } from '../time/virtual-time.ts';
import { fulfil, prepare } from './acting.ts';
import { happen, LOSSES } from './faults.ts';
import { judge, judgeMeanwhile } from './judge.ts';
import { endingsIn, sightsOf } from './sights.ts';
import { BEGIN_MS, GLANCE_MS, LOOKING_MS, PATIENCE_MS, TROUBLED_MS } from './moments.ts';
import type { Plan } from './plan.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

/** What is simulated otherwise than usual. */
export interface Setting {
  readonly rules?: Rules;
  readonly shop?: DefineShop;
  /** Whether the lines of the trace are kept. */
  readonly keepsTrace?: boolean;
}

/** What came of a plan. */
export interface Result {
  readonly seed: number;
  /** Everything that is not as it must be. */
  readonly violations: readonly string[];
  /** The same for the same seed. */
  readonly hash: string;
  /** How the orders ended, and what else was seen, counted. */
  readonly sights: ReadonlyMap<string, number>;
  readonly virtualSeconds: number;
  readonly trace: readonly string[];
}

/** Carries a plan out: troubles, mending, and the wait for the end; then everything is compared. */
export async function simulate(plan: Plan, setting: Setting = {}): Promise<Result> {
  const { rules = usualRules, shop = usualShop, keepsTrace = false } = setting;
  const { seed, policy, replicas } = plan;
  beginAnew(seed);
  const trace = new Trace(keepsTrace);
  const world = new World({ seed, policy, replicas, rules, shop, trace });
  arrange(world, plan, trace);
  const violations = new Set(await live(world, plan));
  for (const what of violations) trace.say(`violated: ${what}`);
  world.close();
  return {
    seed,
    violations: [...violations],
    hash: trace.digest(),
    sights: new Map([...endingsIn(world), ...sightsOf(world, plan)]),
    virtualSeconds: elapsed() / 1_000,
    trace: trace.lines,
  };
}

/** Enters all that is going to be done to a shop. */
function arrange(world: World, plan: Plan, trace: Trace): void {
  void world.processes.open();
  void prepare(world, plan);
  for (const wish of plan.wishes) {
    later(BEGIN_MS + wish.at, () => {
      trace.say(`wish: ${JSON.stringify(wish)}`);
      void fulfil(world, wish);
    });
  }
  for (const fault of plan.faults) {
    later(BEGIN_MS + fault.at, () => {
      trace.say(`fault: ${JSON.stringify(fault)}`);
      happen(world, fault);
    });
  }
}

/** Lets it happen, mends everything, and waits for the end; returns all that was not as it must be, meanwhile and then. */
async function live(world: World, { faults }: Plan): Promise<readonly string[]> {
  const meanwhile: string[] = [];
  for (let at = 0; at < BEGIN_MS + TROUBLED_MS; at += GLANCE_MS) {
    await pass(GLANCE_MS, () => false);
    meanwhile.push(...judgeMeanwhile(world));
  }
  world.mend();
  if (faults.some(({ name }) => LOSSES.has(name))) await pass(LOOKING_MS, () => false);
  const isOver = lookNowAndThen(() => world.isQuiet);
  const leftovers = (await pass(PATIENCE_MS, isOver)) ? [] : world.leftovers();
  return [
    ...meanwhile,
    ...leftovers.map((what) => `nothing waits for ever: ${what}`),
    ...judge(world),
  ];
}

/** Asks four times a second, and not after each thing that happens. */
function lookNowAndThen(isOver: () => boolean): () => boolean {
  let lookedAt = -Infinity;
  return () => {
    if (elapsed() - lookedAt < 250) return false;
    lookedAt = elapsed();
    return isOver();
  };
}
