import { ExitCode } from '../exit-code.ts';
import type { Session } from './session.ts';

/** Prints the shell lines that point the `nats` command line at the shop: `eval "$(murmur env)"`. */
export async function env(session: Session): Promise<ExitCode> {
  const { url, user = '', password = '' } = await session.connection();
  const variables = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
  session.printer.document(variables, exportLines(variables).join('\n'));
  return ExitCode.ok;
}

/** Lines that any POSIX shell takes, whatever stands in a value. */
export function exportLines(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
  );
}
