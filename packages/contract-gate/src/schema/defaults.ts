import { join } from './gaps.ts';
import type { Field, Shape } from './shape.ts';

/**
 * How what a left-out field stands for was changed. Another value in its place always counts: two readers of one message would see different things. With `all` it also
 * counts that a default came or went.
 */
export function defaultDeeds(
  old: Shape,
  current: Shape,
  all: boolean,
  path = '$',
): readonly string[] {
  return current.flatMap((alternative) =>
    old.flatMap((other) => {
      if (alternative.kind === 'list' && other.kind === 'list') {
        return defaultDeeds(other.items, alternative.items, all, `${path}[]`);
      }
      if (alternative.kind !== 'object' || other.kind !== 'object') return [];
      const names = new Set([...other.fields.keys(), ...alternative.fields.keys()]);
      return [...names].flatMap((name) => {
        const place = join(path, name);
        const [before, after] = [other.fields.get(name), alternative.fields.get(name)];
        const deeper = defaultDeeds(before?.shape ?? [], after?.shape ?? [], all, place);
        const deed = deedOnDefault(before, after, all, place);
        return deed === undefined ? deeper : [deed, ...deeper];
      });
    }),
  );
}

function deedOnDefault(
  old: Field | undefined,
  current: Field | undefined,
  all: boolean,
  place: string,
): string | undefined {
  const [before, after] = [old?.byDefault, current?.byDefault];
  if (before === after) return undefined;
  if (before !== undefined && after !== undefined) {
    return `changed the default of "${place}" from ${before} to ${after}`;
  }
  // whoever had to fill it in did, and reads the same as before
  if (!all || old?.isRequired === true) return undefined;
  return after === undefined
    ? `removed the default ${before} of "${place}"`
    : `gave "${place}" the default ${after}`;
}
