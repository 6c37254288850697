import { brokerSecrets } from './broker-doors.ts';
import { describeRun, writeEnvFiles } from './describe-run.ts';
import { writeDevState } from './dev-state.ts';
import { type Infrastructure, startInfrastructure } from './infrastructure.ts';
import { migrateAll } from './migrate-all.ts';
import { provideStreams } from './provide-streams.ts';
import { type RunContext, nodeProgram } from './run-context.ts';
import { ensureSecrets } from './secrets.ts';
import { AUDITOR, secretOfRole } from './service-environment.ts';
import { type Service, listServices } from './services.ts';
import { runProgram } from './start-program.ts';
import { startTurbo } from './start-turbo.ts';
import { waitForServices } from './wait-for-services.ts';

const OWN_SECRETS = ['webhook', 'key:personal-data', 'key:auth'];

/**
 * Brings a whole run up: servers, schemas, services, seed.
 * @returns `kept` fails when something of the run does not stay up; it never resolves
 */
export async function bringUp(context: RunContext): Promise<{ kept: Promise<never> }> {
  const services = await listServices(context.root);
  const names = services.map(({ name }) => name);
  const owners = services.filter(({ migrations }) => migrations !== undefined);
  const roles = [...owners.map(({ name }) => name), AUDITOR].map(secretOfRole);
  const needed = [...OWN_SECRETS, ...roles, ...brokerSecrets(names)];
  const secrets = await ensureSecrets(context.root, needed);
  const infrastructure = await startInfrastructure(context, secrets, names);
  await Promise.all([
    provideStreams(context, infrastructure.nats),
    migrateAll(context, services, infrastructure.postgresUrl, secrets),
  ]);
  const state = await describeRun(context, services, infrastructure, secrets);
  await writeDevState(context.root, state);
  await writeEnvFiles(context, services, infrastructure, secrets);
  const ends = [infrastructure.kept, ...(await startTasks(context))];
  await Promise.race([...ends, awaitServices(context, services, infrastructure)]);
  await writeDevState(context.root, { ...state, state: 'ready' });
  return { kept: Promise.race(ends) };
}

// In a run of the infrastructure alone, whoever typed `turbo run dev` has them.
async function startTasks(context: RunContext): Promise<Promise<never>[]> {
  return context.mode === 'full' ? [(await startTurbo(context)).ended] : [];
}

async function awaitServices(
  context: RunContext,
  services: readonly Service[],
  infrastructure: Infrastructure,
): Promise<void> {
  const names = services.map(({ name }) => name);
  const wait = () => waitForServices(context, infrastructure, names);
  await context.report.step('services', wait, () => names.join(', '));
  const seed = nodeProgram(context, 'seed', ['packages/cli/src/main.ts', 'seed']);
  await context.report.step('seed', () => runProgram(seed));
}
