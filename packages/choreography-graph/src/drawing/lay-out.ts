import elk, { type ElkExtendedEdge, type ElkNode, type ElkPort } from 'elkjs/lib/elk.bundled.js';
import { type CardShape, shapeOf } from './card-shape.ts';
import type { Arrow, Card, Picture } from './cards.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface PlacedCard extends Point {
  readonly shape: CardShape;
}

/** Everything in its place. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly PlacedCard[];
  readonly arrows: readonly { readonly arrow: Arrow; readonly points: readonly Point[] }[];
}

/** Layered, downwards, with right-angled arrows that begin at their note. */
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '46',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeNode': '20',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.feedbackEdges': 'false',
};

/** The way back is what is drawn upwards, if anything must be. */
const DIRECTION = { hears: '10', waits: '10', says: '10', asks: '10', undoes: '0' } as const;

/**
 * Finds a place for every card and a way for every arrow. A second time with the arrows of each card in the order in which they came in the first time, so that
 * they do not cross above it.
 */
export async function layOut(picture: Picture): Promise<Layout> {
  const first = await layOutOnce(picture.cards, picture.arrows);
  const middle = new Map(first.cards.map(({ x, shape }) => [shape.card.id, x + shape.width / 2]));
  const comesFrom = ({ from }: Arrow): number => middle.get(from.card) ?? 0;
  const sorted = picture.arrows.toSorted((a, b) => comesFrom(a) - comesFrom(b));
  return await layOutOnce(picture.cards, sorted);
}

async function layOutOnce(cards: readonly Card[], arrows: readonly Arrow[]): Promise<Layout> {
  const shapes = cards.map(shapeOf);
  const laid: ElkNode = await new elk.default().layout<ElkNode>({
    id: 'picture',
    layoutOptions: OPTIONS,
    children: shapes.map((shape) => nodeOf(shape, arrows)),
    edges: arrows.map((arrow) => ({
      id: arrow.id,
      sources: [portId(arrow, 'from')],
      targets: [portId(arrow, 'to')],
      layoutOptions: { 'elk.layered.priority.direction': DIRECTION[arrow.kind] },
    })),
  });
  const edges = new Map((laid.edges ?? []).map((edge) => [edge.id, edge]));
  const nodes = new Map((laid.children ?? []).map((node) => [node.id, node]));
  const placed = shapes.map((shape): PlacedCard => {
    const { x = 0, y = 0 } = nodes.get(shape.card.id) ?? {};
    return { x, y, shape };
  });
  return {
    width: laid.width ?? 0,
    height: laid.height ?? 0,
    cards: placed,
    arrows: arrows.map((arrow) => ({
      arrow,
      points: [...pointsOf(edges.get(arrow.id)), ...intoNote(arrow, placed)],
    })),
  };
}

/** The last bit of an arrow that ends at a note: from the side of the card to the note. */
function intoNote({ to }: Arrow, placed: readonly PlacedCard[]): readonly Point[] {
  const card = placed.find(({ shape }) => shape.card.id === to.card);
  const note = card?.shape.notes.find((each) => each.note.type === to.note);
  if (card === undefined || note === undefined) return [];
  const isLast = card.shape.notes.at(-1) === note;
  return [{ x: card.x + note.x + (isLast ? note.width : 0), y: card.y + note.y + note.height / 2 }];
}

function portId({ id, from, to, kind }: Arrow, end: 'from' | 'to'): string {
  const { card, note } = end === 'from' ? from : to;
  if (note === undefined || end === 'to') return `${card}#${end}-${id}`;
  return `${card}#${note}#${kind}`;
}

/** A port for each note, fixed beneath it; one above for each arrow that sets off the card; and at its sides what it says, or what others say by its note. */
function nodeOf(shape: CardShape, arrows: readonly Arrow[]): ElkNode {
  const { card, width, height, notes } = shape;
  const incoming = arrows.filter(({ to }) => to.card === card.id && to.note === undefined);
  const outgoing = arrows.filter(({ from }) => from.card === card.id && from.note === undefined);
  const below = notes.flatMap(({ note, x, width: room }): readonly ElkPort[] => {
    const leaving = arrows.filter(({ from }) => from.card === card.id && from.note === note.type);
    const ids = [...new Set(leaving.map((arrow) => portId(arrow, 'from')))];
    return ids.map((id, at) => ({
      id,
      x: x + (room * (at + 1)) / (ids.length + 1),
      y: height,
      width: 0,
      height: 0,
      layoutOptions: { 'elk.port.side': 'SOUTH' },
    }));
  });
  const told = arrows.filter(({ to }) => to.card === card.id && to.note !== undefined);
  const toNotes = told.flatMap((arrow): readonly ElkPort[] => {
    const at = notes.findIndex(({ note }) => note.type === arrow.to.note);
    const note = notes[at];
    if (note === undefined) return [];
    const isLast = at === notes.length - 1;
    return [
      {
        id: portId(arrow, 'to'),
        x: isLast ? width : 0,
        y: note.y + note.height / 2,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': isLast ? 'EAST' : 'WEST' },
      },
    ];
  });
  const above = incoming.map((arrow, at) => ({
    id: portId(arrow, 'to'),
    x: (width * (at + 1)) / (incoming.length + 1),
    y: 0,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': 'NORTH' },
  }));
  const beside = outgoing.map((arrow, at) => ({
    id: portId(arrow, 'from'),
    x: width,
    y: (height * (at + 1)) / (outgoing.length + 1),
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': 'EAST' },
  }));
  return {
    id: card.id,
    width,
    height,
    ports: [...below, ...above, ...beside, ...toNotes],
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}

function pointsOf(edge: ElkExtendedEdge | undefined): readonly Point[] {
  return (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
}
