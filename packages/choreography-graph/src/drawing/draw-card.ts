import { callText, type CardShape, lineOf, PAD, SMALL, TEXT, wishText } from './card-shape.ts';
import type { Note } from './cards.ts';
import type { Point } from './lay-out.ts';
import { escaped, nameOf, px, words } from './measure.ts';
import { EVENT, FAILED, FAINT, INK, PAPER, REFUSAL, SUCCEEDED, TIMER, WISH } from './palette.ts';

/** A card with its wishes, steps and notes. */
export function drawCard(shape: CardShape, { x, y }: Point, colour: string): string {
  const { card, width, height, label, lines, wishes, notes } = shape;
  return [
    `<g transform="translate(${px(x)} ${px(y)})">`,
    `<rect width="${px(width)}" height="${px(height)}" rx="7" fill="${PAPER}" stroke="${colour}" stroke-width="1.6"/>`,
    `<rect width="${px(width)}" height="${px(height)}" rx="7" fill="${colour}" fill-opacity="0.08"/>`,
    text(PAD, label.y + 13, card.service.toUpperCase(), {
      size: SMALL,
      colour,
      bold: true,
      spacing: 1,
    }),
    ...wishes.map(({ heading, ...box }) => drawWish(wishText(heading), box)),
    ...lines.map(({ heading, y: at }) => drawLine(lineOf(heading), callText(heading), at)),
    ...notes.map(({ note, ...box }) => drawNote(note, box)),
    '</g>',
  ].join('\n');
}

function drawLine(line: string, call: string, y: number): string {
  const name = text(PAD, y + 13, line, { size: TEXT, colour: INK });
  if (call === '') return name;
  return name + text(PAD + 2, y + 28, `↗ ${call}`, { size: SMALL, colour: FAINT, italic: true });
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A wish: an arrow that points into the card. */
export function drawWish(words_: string, { x, y, width, height }: Area): string {
  const tip = 8;
  const path = `M${px(x)} ${px(y)}h${px(width - tip)}l${tip} ${px(height / 2)}l${-tip} ${px(height / 2)}h${px(tip - width)}z`;
  return (
    `<path d="${path}" fill="${WISH.fill}" stroke="${WISH.line}"/>` +
    text(x + 8, y + height / 2 + 4, words_, { size: SMALL, colour: INK })
  );
}

/** Something that is said, with a folded corner. */
export function drawNote(note: Note, { x, y, width, height }: Area): string {
  const { fill, line } = coloursOf(note);
  const fold = 8;
  const path = `M${px(x)} ${px(y)}h${px(width - fold)}l${fold} ${fold}v${px(height - fold)}h${px(-width)}z`;
  const sign = signOf(note);
  const shift = sign === '' ? 0 : 18;
  const weight = note.outcome === undefined ? 1 : 2;
  return [
    `<g><title>${escaped(note.type)}</title>`,
    `<path d="${path}" fill="${fill}" stroke="${line}" stroke-width="${weight}"/>`,
    sign === '' ? '' : `<g transform="translate(${px(x + 17)} ${px(y + height / 2)})">${sign}</g>`,
    text(x + 10 + shift, y + height / 2 + 4.5, words(nameOf(note.type)), {
      size: TEXT - 1,
      colour: INK,
      bold: note.outcome !== undefined,
    }),
    '</g>',
  ].join('');
}

function coloursOf({ form, outcome }: Note): { readonly fill: string; readonly line: string } {
  if (outcome === 'succeeded') return SUCCEEDED;
  if (outcome === 'failed') return FAILED;
  if (form === 'timer') return TIMER;
  return form === 'refusal' ? REFUSAL : EVENT;
}

const CLOCK = `<circle r="6" fill="none" stroke="${TIMER.line}" stroke-width="1.4"/><path d="M0-3.6V0L2.6 1.6" fill="none" stroke="${TIMER.line}" stroke-width="1.4"/>`;
const TICK = `<path d="M-5 0-1.5 3.8 5-4" fill="none" stroke="${SUCCEEDED.line}" stroke-width="2.2"/>`;
const CROSS = `<path d="M-4-4 4 4M4-4-4 4" fill="none" stroke="${FAILED.line}" stroke-width="2.2"/>`;

function signOf({ form, outcome }: Note): string {
  if (form === 'timer') return CLOCK;
  if (outcome === 'succeeded') return TICK;
  return outcome === 'failed' ? CROSS : '';
}

export interface TextStyle {
  readonly size: number;
  readonly colour: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly spacing?: number;
}

/** A line of text. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, colour, bold = false, italic = false, spacing } = style;
  const extra = [
    bold ? ' font-weight="bold"' : '',
    italic ? ' font-style="italic"' : '',
    spacing === undefined ? '' : ` letter-spacing="${spacing}"`,
  ].join('');
  return `<text x="${px(x)}" y="${px(y)}" font-size="${size}" fill="${colour}"${extra}>${escaped(content)}</text>`;
}
