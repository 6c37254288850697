import type { Arrow } from './cards.ts';
import type { Point } from './lay-out.ts';
import { px } from './measure.ts';
import { FAINT, INK, TIMER, UNDOING, WISH } from './palette.ts';

const HEADS = {
  hears: INK,
  says: FAINT,
  waits: TIMER.line,
  asks: WISH.line,
  undoes: UNDOING,
} as const;

/** The heads of the arrows, one for each kind. */
export const ARROW_HEADS = `<defs>${Object.entries(HEADS)
  .map(
    ([kind, colour]) =>
      `<marker id="${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8Z" fill="${colour}"/></marker>`,
  )
  .join('')}</defs>`;

const DASHES = { hears: '', says: '', waits: '', asks: '2 3', undoes: '6 4' } as const;

/** An arrow along its way. */
export function drawArrow(kind: Arrow['kind'], points: readonly Point[]): string {
  const dashes = DASHES[kind] === '' ? '' : ` stroke-dasharray="${DASHES[kind]}"`;
  return `<path d="${rounded(points)}" fill="none" stroke="${HEADS[kind]}" stroke-width="1.4"${dashes} marker-end="url(#${kind})"/>`;
}
const RADIUS = 6;

/** A way with its corners rounded. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = rest.map((point, at) => {
    const next = rest[at + 1];
    if (next === undefined) return `L${px(point.x)} ${px(point.y)}`;
    const before = towards(point, points[at] ?? point);
    const after = towards(point, next);
    return `L${px(before.x)} ${px(before.y)}Q${px(point.x)} ${px(point.y)} ${px(after.x)} ${px(after.y)}`;
  });
  return `M${px(first.x)} ${px(first.y)}${parts.join('')}`;
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
