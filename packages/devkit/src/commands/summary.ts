import type { DevState } from '../run/dev-state.ts';

/** What to know of a run that is ready, and what to try on it. */
export function summary(state: DevState): string {
  const { natsUrl, natsUser, natsPassword } = state;
  const credentials = natsUser === '' ? '' : ` --user ${natsUser} --password ${natsPassword}`;
  const services = Object.keys(state.services).join(', ') || 'none';
  const edge = state.services['edge']?.url;
  return [
    '',
    `  NATS             ${natsUrl}${state.natsMonitorUrl && `, monitoring ${state.natsMonitorUrl}`}`,
    `  Postgres         ${state.postgresUrl}`,
    `  Services         ${services}`,
    ...(edge === undefined ? [] : [`  Edge             ${edge}, reference at ${edge}/docs`]),
    `  Payment sandbox  ${state.paymentSandboxUrl}`,
    `  Mail             ${state.mailUrl}`,
    '',
    'Try:',
    `  nats --server ${natsUrl}${credentials} stream ls`,
    '  npx murmur demo',
    '  npx murmur order place --line tea-assam=2 --watch',
    '',
  ].join('\n');
}

/** `name  outcome (1.2 s)` */
export function stepLine(name: string, outcome: string, ms: number): string {
  return `  ${name.padEnd(16)} ${outcome} (${(ms / 1_000).toFixed(1)} s)`;
}
