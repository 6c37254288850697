import { type Rules, usualRules } from '../ground/rules.ts';
import { type DefineShop, usualShop } from '../shop/definitions.ts';
import { beginAnew } from '../time/seeded-process.ts';
import { elapsed, later, pass } from '../time/virtual-time.ts';
import { fulfil, prepare } from './acting.ts';
import { happen, LOSSES } from './faults.ts';
import { judge, judgeMeanwhile } from './judge.ts';
import { endingsIn, sightsOf } from './sights.ts';
import { type Plan, TROUBLED_MS } from './plan.ts';
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

/** How long a shop that is mended may take to come to its end, in milliseconds. */
const PATIENCE_MS = 900_000;

/** Carries a plan out: troubles, mending, and the wait for the end; then everything is compared. */
export async function simulate(plan: Plan, setting: Setting = {}): Promise<Result> {
  const { rules = usualRules, shop = usualShop, keepsTrace = false } = setting;
  beginAnew(plan.seed);
  const trace = new Trace(keepsTrace);
  const { seed, policy, replicas } = plan;
  const world = new World({ seed, policy, replicas, rules, shop, trace });
  void world.processes.open();
  void prepare(world, plan);
  for (const wish of plan.wishes) {
    later(wish.at + BEGIN_MS, () => {
      trace.say(`wish: ${JSON.stringify(wish)}`);
      void fulfil(world, wish);
    });
  }
  for (const fault of plan.faults) {
    later(fault.at + BEGIN_MS, () => {
      trace.say(`fault: ${JSON.stringify(fault)}`);
      happen(world, fault);
    });
  }
  const meanwhile = new Set<string>();
  for (let at = 0; at < TROUBLED_MS + BEGIN_MS; at += GLANCE_MS) {
    await pass(GLANCE_MS, () => false);
    for (const what of judgeMeanwhile(world)) meanwhile.add(what);
  }
  world.mend();
  // what is lost without a sign is found when the lanes look the next time
  if (plan.faults.some(({ name }) => LOSSES.has(name))) await pass(LOOKING_MS, () => false);
  const isQuiet = await pass(
    PATIENCE_MS,
    lookNowAndThen(() => world.isQuiet),
  );
  const leftovers = isQuiet
    ? []
    : world.leftovers().map((what) => `nothing waits for ever: ${what}`);
  const violations = [...new Set([...meanwhile, ...leftovers, ...judge(world)])];
  for (const what of violations) trace.say(`violated: ${what}`);
  world.close();
  return {
    seed,
    violations,
    hash: trace.digest(),
    sights: new Map([...endingsIn(world), ...sightsOf(world, plan)]),
    virtualSeconds: elapsed() / 1_000,
    trace: trace.lines,
  };
}

/** How often is looked in the midst of the troubles, in milliseconds. */
const GLANCE_MS = 500;

/** Above the time between two looks of a lane at the streams, in milliseconds. */
const LOOKING_MS = 70_000;

/** Asks four times a second, and not after each thing that happens. */
function lookNowAndThen(isOver: () => boolean): () => boolean {
  let lookedAt = -Infinity;
  return () => {
    if (elapsed() - lookedAt < 250) return false;
    lookedAt = elapsed();
    return isOver();
  };
}

/** The shop is open, and its shelves are full, before anybody wishes for anything. */
const BEGIN_MS = 2_000;
