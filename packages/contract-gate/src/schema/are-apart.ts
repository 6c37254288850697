import type { Alternative, Shape, Value } from './shape.ts';

/** Whether no value fits two of the members: objects that differ in a literal of one required field. Only what is plain counts. */
export function areApart(members: readonly Shape[]): boolean {
  return members.every((one, at) =>
    members.slice(at + 1).every((other) => one.every((a) => other.every((b) => differ(a, b)))),
  );
}

function differ(a: Alternative, b: Alternative): boolean {
  if (a.kind === 'anything' || b.kind === 'anything') return false;
  if (a.kind === 'values' && b.kind === 'values') {
    return !a.values.some((value) => b.values.includes(value));
  }
  if (a.kind === 'values' || b.kind === 'values') return false;
  if (a.kind !== 'object' || b.kind !== 'object') return a.kind !== b.kind;
  return [...a.fields].some(([name, { isRequired, shape }]) => {
    const twin = b.fields.get(name);
    if (!isRequired || twin?.isRequired !== true) return false;
    const [mine, its] = [literalsOf(shape), literalsOf(twin.shape)];
    return mine !== undefined && its !== undefined && !mine.some((value) => its.includes(value));
  });
}

function literalsOf(shape: Shape): readonly Value[] | undefined {
  const [only] = shape;
  return shape.length === 1 && only?.kind === 'values' ? only.values : undefined;
}
