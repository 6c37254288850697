import { mutants } from '../mutants/catalogue.ts';
import { type Plan, planFor } from './plan.ts';
import { type Result, type Setting, simulate } from './simulate.ts';

/** What a thread is asked to simulate. */
export interface Task {
  readonly seed: number;
  /** Instead of the one that the seed draws. */
  readonly plan?: Plan;
  /** The name of a seeded mistake. */
  readonly mutant?: string;
  readonly keepsTrace?: boolean;
}

/** Carries a task out, in this thread. */
export async function perform({ seed, plan, mutant, keepsTrace = false }: Task): Promise<Result> {
  const setting: Setting = mutant === undefined ? {} : settingOf(mutant);
  return await simulate(plan ?? planFor(seed), { ...setting, keepsTrace });
}

function settingOf(name: string): Setting {
  const found = mutants.find((mutant) => mutant.name === name);
  if (found === undefined) throw new TypeError(`there is no mistake ${name}; see --list`);
  return found.setting;
}
