import { drawCard, text } from './draw-card.ts';
import { ARROW_HEADS, drawArrow } from './draw-arrow.ts';
import { drawLegend } from './draw-legend.ts';
import type { Picture } from './cards.ts';
import { layOut } from './lay-out.ts';
import { escaped, px, widthOf } from './measure.ts';
import { colourOf, INK, PAPER } from './palette.ts';

const MARGIN = 24;
const TITLE = 19;
const TITLE_HEIGHT = 40;
const NARROWEST = 620;

/** The picture as a file that stands alone. */
export async function drawSvg(
  picture: Picture,
  title: string,
  services: readonly string[],
): Promise<string> {
  const layout = await layOut(picture);
  const { cards, arrows } = layout;
  const inner = Math.max(layout.width, NARROWEST, widthOf(title, TITLE));
  const legend = drawLegend(picture, inner);
  const width = inner + 2 * MARGIN;
  const height = layout.height + TITLE_HEIGHT + legend.height + 2 * MARGIN + 20;
  const shift = (inner - layout.width) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" font-family="Helvetica, Arial, sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    ARROW_HEADS,
    `<rect width="100%" height="100%" fill="${PAPER}"/>`,
    text(MARGIN, MARGIN + TITLE, title, { size: TITLE, colour: INK, bold: true }),
    `<g transform="translate(${px(MARGIN + shift)} ${MARGIN + TITLE_HEIGHT})">`,
    ...cards.map(({ x, y, shape }) =>
      drawCard(shape, { x, y }, colourOf(services, shape.card.service)),
    ),
    ...arrows.map(({ arrow, points }) => drawArrow(arrow.kind, points)),
    '</g>',
    `<g transform="translate(${MARGIN} ${px(MARGIN + TITLE_HEIGHT + layout.height + 20)})">`,
    ...legend.parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
