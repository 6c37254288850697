import { describe, expect, it } from 'vitest';
import { buildGraph } from '../graph/build-graph.ts';
import { viewOf } from '../graph/saga-view.ts';
import { shopChoreography } from '../shop-choreography.ts';
import { pictureOf } from './cards.ts';
import { type Layout, layOut, type Point } from './lay-out.ts';

const graph = buildGraph(shopChoreography());
const pictures = graph.sagas.map((saga) => ({
  name: saga.name,
  picture: pictureOf(graph, { ...viewOf(graph, saga), sagas: [saga] }),
}));
/** Laid out once, before any test: the first time takes the layout's own program some seconds on a busy machine. */
const laidOut = await Promise.all(
  pictures.map(async (each) => ({ ...each, layout: await layOut(each.picture) })),
);

type Placed = Layout['cards'][number];

const overlap = (a: Placed, b: Placed): boolean =>
  a.x < b.x + b.shape.width &&
  b.x < a.x + a.shape.width &&
  a.y < b.y + b.shape.height &&
  b.y < a.y + a.shape.height;

/** Whether a right-angled piece of an arrow runs through the inside of a card. */
function crosses([from, to]: readonly [Point, Point], { x, y, shape }: Placed): boolean {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  return left < x + shape.width && right > x && top < y + shape.height && bottom > y;
}

const pieces = (points: readonly Point[]): readonly (readonly [Point, Point])[] =>
  points.slice(1).map((to, at) => [points[at] ?? to, to]);

describe.each(laidOut)('the picture of the $name saga', ({ picture, layout }) => {
  it('has cards that do not overlap, and arrows that run through no other card', () => {
    const { cards, arrows } = layout;
    const pairs = cards.flatMap((a, at) => cards.slice(at + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b))).toEqual([]);
    const through = arrows.flatMap(({ arrow, points }) =>
      cards
        .filter(({ shape }) => ![arrow.from.card, arrow.to.card].includes(shape.card.id))
        .filter((card) => pieces(points).some((piece) => crosses(piece, card)))
        .map(({ shape }) => `${arrow.from.note} through ${shape.card.id}`),
    );
    expect(through).toEqual([]);
  });

  it('has all notes on their card, beside each other', () => {
    for (const { shape } of layout.cards) {
      let free = 0;
      for (const { x, y, width, height } of shape.notes) {
        expect(x).toBeGreaterThanOrEqual(free);
        free = x + width;
        expect(y + height).toBeLessThanOrEqual(shape.height);
      }
      expect(free).toBeLessThanOrEqual(shape.width);
    }
  });

  it('gives every arrow a way', () => {
    const { arrows } = layout;
    expect(arrows.map(({ points }) => points.length).every((count) => count >= 2)).toBe(true);
  });

  it('is laid out the same whenever it is drawn', async () => {
    expect(await layOut(picture)).toEqual(layout);
  }, 30_000);
});

describe('the picture of the order saga', () => {
  const { cards, arrows } = pictures[0]?.picture ?? { cards: [], arrows: [] };

  it('has the note of each fact once, though several steps say it', () => {
    const types = cards.flatMap(({ notes }) => notes.map(({ type }) => type));
    expect(types.length).toBe(new Set(types).size);
    expect(types).toContain('order.cancelled');
  });

  it('draws what takes something back as such', () => {
    const undoing = arrows.filter(({ kind }) => kind === 'undoes');
    expect(undoing.map(({ from }) => from.note)).toEqual(['order.cancelled', 'order.cancelled']);
  });

  it('draws the deadline as what comes at its time', () => {
    const waiting = arrows.filter(({ kind }) => kind === 'waits');
    expect(waiting.map(({ from }) => from.note)).toEqual(['order.deadline-reached']);
  });
});
