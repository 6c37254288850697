import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration, ServerPlace } from '../nats/server-config.ts';
import { stateDirectory } from '../repository.ts';
import { type RunContext, nodeProgram } from './run-context.ts';
import { type Secrets, secretNamed } from './secrets.ts';
import { runProgram } from './start-program.ts';
import { writePrivateFile } from './write-private-file.ts';

/** The password of the trusted user. */
export const OPERATOR_SECRET = 'nats';
/** The user who reads events and can change nothing, as packages/broker names it. */
export const OBSERVER = 'observer';
/** With it end users are let in. */
export const ISSUER_SECRET = 'seed:issuer';

export function secretOfBrokerUser(service: string): string {
  return `broker:${service}`;
}

/** Everything that the broker's doors need of the secrets. */
export function brokerSecrets(services: readonly string[]): readonly string[] {
  return [OPERATOR_SECRET, ISSUER_SECRET, ...[...services, OBSERVER].map(secretOfBrokerUser)];
}

export type DoorOptions = {
  /** Those that run; each gets a user. */
  readonly services: readonly string[];
  /** Of the pages that may connect from a browser. */
  readonly origins: readonly string[];
};

/** The configuration of a broker with a user for each service, made from the definitions as they are whenever the broker starts. */
export function brokerDoors(
  context: RunContext,
  secrets: Secrets,
  { services, origins }: DoorOptions,
): Configuration {
  const users = [...services, OBSERVER];
  const passwords = users.map((name) => [name, secretNamed(secrets, secretOfBrokerUser(name))]);
  const job = {
    origins,
    operatorPassword: secretNamed(secrets, OPERATOR_SECRET),
    issuerSeed: secretNamed(secrets, ISSUER_SECRET),
    passwords: Object.fromEntries(passwords),
  };
  return (place) => render(context, { ...job, place });
}

// The job has passwords in it: it goes by a private file, not by the command line.
async function render(context: RunContext, job: { readonly place: ServerPlace }): Promise<string> {
  const file = join(stateDirectory(context.root), 'broker.json');
  const output = `${file}.conf`;
  const script = join(import.meta.dirname, 'render-broker.ts');
  try {
    await writePrivateFile(file, JSON.stringify({ ...job, output }));
    await runProgram(nodeProgram(context, 'broker-configuration', [script, file]));
    return await readFile(output, 'utf8');
  } finally {
    await rm(file, { force: true });
    await rm(output, { force: true });
  }
}
