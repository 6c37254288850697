import { join } from '../schema/gaps.ts';
import type { Shape } from '../schema/shape.ts';

/** The paths of all fields that hold no further fields: `lines[].quantity`. */
export function leafFields(shape: Shape, path = '$'): readonly string[] {
  const paths = shape.flatMap((alternative) => {
    if (alternative.kind === 'list') return leafFields(alternative.items, `${path}[]`);
    if (alternative.kind !== 'object') return path === '$' ? [] : [path];
    return [...alternative.fields].flatMap(([name, field]) =>
      leafFields(field.shape, join(path, name)),
    );
  });
  return [...new Set(paths)];
}
