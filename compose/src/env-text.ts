import type { Variables } from './environments.ts';

/**
 * The text of a file of environment variables. In single quotes compose takes a value as it is; without them it would read `$` as the name of a variable.
 * Throws an Error when a value has such a quote in it, or a line break.
 */
export function envText(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      if (/['\r\n]/.test(value)) throw new Error(`${name} must have no ' and no line break in it`);
      return `${name}='${value}'\n`;
    })
    .join('');
}
