import type { Graph, MessageNode, StepNode } from '../graph/graph.ts';
import { saidTo } from '../graph/graph.ts';
import type { Note, Picture } from './cards.ts';
import { words } from './measure.ts';

/** The same picture in Mermaid, for whoever wants to copy it into another document. */
export function drawMermaid(graph: Graph, { cards }: Picture): string {
  const steps = cards.flatMap(({ headings }) => headings);
  const notes = cards.flatMap((card) => card.notes);
  const told = new Set(notes.map(({ type }) => type));
  const wishes = steps.flatMap(({ step, wish }) => (wish === undefined ? [] : [{ step, ...wish }]));
  const heard = steps.flatMap(({ step }) =>
    step.on.filter((type) => told.has(type)).map((type) => ({ step, type })),
  );
  const asked = steps.flatMap(({ step }) =>
    step.asks.flatMap((type) =>
      steps
        .filter((other) => other.step.on.includes(type))
        .map((other) => ({ step, other: other.step })),
    ),
  );
  return [
    'flowchart TD',
    ...wishes.map(
      ({ step, type, from }) =>
        `  ${id('w', type)}{{"${type}<br><i>${from}</i>"}} --> ${id('s', step.id)}`,
    ),
    ...steps.map(
      ({ step }) => `  ${id('s', step.id)}("<b>${step.service}</b><br>${stepText(step)}")`,
    ),
    ...notes.map((note) => `  ${noteText(note)}`),
    ...steps.flatMap(({ step }) =>
      saidIn(graph, step, told).map((type) => `  ${id('s', step.id)} --- ${id('e', type)}`),
    ),
    ...heard.map(
      ({ step, type }) => `  ${id('e', type)} ${lineOf(graph, step, type)} ${id('s', step.id)}`,
    ),
    ...asked.map(({ step, other }) => `  ${id('s', step.id)} -. asks .-> ${id('s', other.id)}`),
    '  classDef event fill:#fff3c9,stroke:#c9a227,color:#22262b',
    '  classDef timer fill:#efe4ff,stroke:#8257c9,color:#22262b',
    '  classDef refusal fill:#f3f3f3,stroke:#8b929b,color:#22262b',
    '  classDef succeeded fill:#d6f2db,stroke:#2f8f46,color:#22262b',
    '  classDef failed fill:#fbdcdc,stroke:#c23b3b,color:#22262b',
  ].join('\n');
}

function saidIn(graph: Graph, step: StepNode, told: ReadonlySet<string>): readonly string[] {
  const said =
    step.form === 'record' ? step.emits : step.on.flatMap((type) => saidTo(graph, step, type));
  return [...new Set(said)].filter((type) => told.has(type));
}

const id = (kind: string, name: string): string => `${kind}_${name.replaceAll(/[^a-z0-9]/g, '_')}`;

const stepText = ({ form, name, calls }: StepNode): string =>
  (form === 'record' ? 'the outside tells' : words(name)) +
  (calls === undefined ? '' : `<br><i>calls ${calls}</i>`);

function noteText({ type, form, outcome }: Note): string {
  const mark = form === 'timer' ? '⏰ ' : '';
  const look = outcome === undefined || outcome === 'lapsed' ? form : outcome;
  return `${id('e', type)}>"${mark}${type}"]:::${look}`;
}

/** What takes something back is dotted. */
function lineOf(graph: Graph, { compensates }: StepNode, type: MessageNode['type']): string {
  const fails = graph.sagas.some(({ outcomes }) =>
    outcomes.some(({ event, as }) => as === 'failed' && event.type === type),
  );
  return fails && compensates.length > 0 ? '-. takes back .->' : '-->';
}
