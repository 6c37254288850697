export { Crew } from './run/crew.ts';
export { type Plan, planFor } from './run/plan.ts';
export type { Result } from './run/simulate.ts';
export type { Task } from './run/task.ts';
