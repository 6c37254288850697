import type { Card, Heading, Note } from './cards.ts';
import { nameOf, widthOf, words } from './measure.ts';

export const TEXT = 13;
export const SMALL = 10.5;
export const PAD = 10;
export const NOTE_HEIGHT = 30;
const NOTE_GAP = 8;
const LABEL_HEIGHT = 20;
const LINE_HEIGHT = 19;
export const WISH_HEIGHT = 22;
const CLOCK_WIDTH = 18;

/** Where something stands on its card. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A card with everything on it in its place, measured from its upper left corner. */
export interface CardShape {
  readonly card: Card;
  readonly width: number;
  readonly height: number;
  readonly label: { readonly y: number };
  readonly lines: readonly { readonly heading: Heading; readonly y: number }[];
  readonly wishes: readonly (Box & { readonly heading: Heading })[];
  readonly notes: readonly (Box & { readonly note: Note })[];
}

/** The text of a step: its name, and whom it calls. */
export const lineOf = ({ step }: Heading): string =>
  step.form === 'record' ? 'the outside tells' : words(step.name);

export const wishText = ({ wish }: Heading): string =>
  wish === undefined ? '' : `${wish.type}  ·  ${wish.from}`;

export const callText = ({ step }: Heading): string =>
  step.calls === undefined ? '' : `calls ${step.calls}`;

/** Measures a card. */
export function shapeOf(card: Card): CardShape {
  const wishes = card.headings.filter(({ wish }) => wish !== undefined);
  const noteWidths = card.notes.map(noteWidth);
  const notesWidth = noteWidths.reduce((sum, width) => sum + width + NOTE_GAP, -NOTE_GAP);
  const texts = card.headings.flatMap((heading) => [
    widthOf(lineOf(heading), TEXT),
    widthOf(callText(heading), SMALL) + 16,
  ]);
  const wishWidths = wishes.map((heading) => widthOf(wishText(heading), SMALL) + 26);
  const width =
    Math.max(widthOf(card.service, SMALL) + 30, notesWidth, ...texts, ...wishWidths) + 2 * PAD;
  const top = wishes.length * (WISH_HEIGHT + 3);
  const lines = linesFrom(card, top + 4 + LABEL_HEIGHT);
  const notesY = (lines.at(-1)?.bottom ?? top) + 8;
  const hasNotes = card.notes.length > 0;
  return {
    card,
    width,
    height: hasNotes ? notesY + NOTE_HEIGHT + PAD : notesY,
    label: { y: top + 4 },
    lines,
    wishes: wishes.map((heading, at) => ({
      heading,
      x: PAD,
      y: 4 + at * (WISH_HEIGHT + 3),
      width: widthOf(wishText(heading), SMALL) + 24,
      height: WISH_HEIGHT,
    })),
    notes: placeNotes(card.notes, noteWidths, { y: notesY, room: width - notesWidth }),
  };
}

function linesFrom(
  card: Card,
  top: number,
): readonly { readonly heading: Heading; readonly y: number; readonly bottom: number }[] {
  let y = top;
  return card.headings.map((heading) => {
    const line = { heading, y, bottom: y + LINE_HEIGHT + (callText(heading) === '' ? 0 : 15) };
    y = line.bottom;
    return line;
  });
}

function noteWidth({ type, form, outcome }: Note): number {
  const sign = form === 'timer' || outcome !== undefined ? CLOCK_WIDTH : 0;
  const bolder = outcome === undefined ? 1 : 1.1;
  return widthOf(words(nameOf(type)), (TEXT - 1) * bolder) + 20 + sign;
}

function placeNotes(
  notes: readonly Note[],
  widths: readonly number[],
  { y, room }: { readonly y: number; readonly room: number },
): readonly (Box & { readonly note: Note })[] {
  let x = room / 2;
  return notes.map((note, at) => {
    const width = widths[at] ?? 0;
    const place = { note, x, y, width, height: NOTE_HEIGHT };
    x += width + NOTE_GAP;
    return place;
  });
}
