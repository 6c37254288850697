import { z } from 'zod';

/** The environment does not hold what a program needs. The message names each variable and how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads settings from environment variables. Throws a `ConfigError` that lists everything that is wrong at once. */
export function parseConfig<Settings>(
  schema: z.ZodType<Settings>,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const variable = issue.path.join('.');
    const given = environment[variable] === undefined ? 'is not set' : 'is not usable';
    return `  ${variable} ${given}: ${issue.message}`;
  });
  throw new ConfigError(
    `The environment is not complete:\n${lines.join('\n')}\nSet these variables; for local work "npm start" does it.`,
  );
}
