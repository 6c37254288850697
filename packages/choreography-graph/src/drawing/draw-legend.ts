import { SMALL } from './card-shape.ts';
import type { Arrow, Note, Picture } from './cards.ts';
import { drawArrow } from './draw-arrow.ts';
import { drawNote, drawWish, text } from './draw-card.ts';
import { px, widthOf } from './measure.ts';
import { FAINT, INK } from './palette.ts';

interface Sample {
  /** Whether the picture has anything of the kind. */
  isIn(picture: Picture): boolean;
  readonly width: number;
  readonly drawing: string;
  readonly meaning: string;
}

const SAMPLE_HEIGHT = 24;
const ROW_HEIGHT = 34;
const GAP = 22;

const noteSample = (name: string, note: Omit<Note, 'type'>, meaning: string): Sample => {
  const sign = note.form === 'timer' || note.outcome !== undefined ? 18 : 0;
  const width = widthOf(name, 12) + 20 + sign;
  const box = { x: 0, y: 0, width, height: SAMPLE_HEIGHT };
  return {
    width,
    drawing: drawNote({ type: `a.${name}`, ...note }, box),
    meaning,
    isIn: ({ cards }) =>
      cards.some(({ notes }) =>
        notes.some(({ form, outcome }) => form === note.form && outcome === note.outcome),
      ),
  };
};

const arrowSample = (kind: Arrow['kind'], meaning: string): Sample => {
  const middle = SAMPLE_HEIGHT / 2;
  const way = [
    { x: 0, y: middle },
    { x: 40, y: middle },
  ];
  return {
    width: 42,
    drawing: drawArrow(kind, way),
    meaning,
    isIn: ({ arrows }) => arrows.some((arrow) => arrow.kind === kind),
  };
};

const SAMPLES: readonly Sample[] = [
  {
    width: 70,
    drawing: drawWish('wish', { x: 0, y: 1, width: 68, height: 22 }),
    meaning: 'a command or request, and who sends it',
    isIn: ({ cards }) =>
      cards.some(({ headings }) => headings.some(({ wish }) => wish !== undefined)),
  },
  noteSample('fact', { form: 'event', outcome: undefined }, 'an event'),
  noteSample('fact', { form: 'timer', outcome: undefined }, 'an event that comes at its time'),
  noteSample('refused', { form: 'refusal', outcome: undefined }, 'a command was not done'),
  noteSample('fact', { form: 'event', outcome: 'succeeded' }, 'the end that was hoped for'),
  noteSample('fact', { form: 'event', outcome: 'failed' }, 'failed: everything is taken back'),
  arrowSample('hears', 'sets off'),
  arrowSample('waits', 'sets off later, unless cancelled'),
  arrowSample('undoes', 'sets off what takes something back'),
  arrowSample('says', 'says it too'),
  arrowSample('asks', 'asks, and waits for the answer'),
];

/** What the signs of a picture mean, in as many rows as the width asks for. */
export function drawLegend(
  picture: Picture,
  width: number,
): {
  readonly height: number;
  readonly parts: readonly string[];
} {
  let [x, y] = [0, 14];
  const parts = SAMPLES.filter((sample) => sample.isIn(picture)).map((sample) => {
    const needed = sample.width + 8 + widthOf(sample.meaning, SMALL);
    if (x > 0 && x + needed > width) [x, y] = [0, y + ROW_HEIGHT];
    const part = [
      `<g transform="translate(${px(x)} ${px(y)})">${sample.drawing}`,
      text(sample.width + 8, SAMPLE_HEIGHT / 2 + 4, sample.meaning, { size: SMALL, colour: INK }),
      '</g>',
    ].join('');
    x += needed + GAP;
    return part;
  });
  const rule = `<path d="M0 0H${px(width)}" stroke="${FAINT}" stroke-opacity="0.35"/>`;
  return { height: y + ROW_HEIGHT, parts: [rule, ...parts] };
}
