import type { SagaOutcome } from '@murmuration/choreography';
import { drawMermaid } from '../drawing/draw-mermaid.ts';
import type { Picture } from '../drawing/cards.ts';
import { type Graph, stepsOn, type StepNode } from '../graph/graph.ts';
import type { SagaView } from '../graph/saga-view.ts';
import { codes, table } from './markdown.ts';
import { emitsOf, nameCell } from './service-table.ts';

/** The page of one saga: its picture, its ends, its steps, and what takes back what. */
export function sagaPage(graph: Graph, view: SagaView, picture: Picture): string {
  const { saga, steps } = view;
  const taken = takenBack(graph, view);
  return [
    `# ${titleOf(saga.name)}`,
    WRITTEN,
    saga.about,
    `![${titleOf(saga.name)}](${saga.name}.svg)`,
    '## How it ends',
    table(['when', 'the saga', 'what may still follow'], saga.outcomes.map(outcomeRow)),
    ...(saga.deadline === undefined
      ? []
      : [`\`${saga.deadline.event.type}\` tells by when it has to.`]),
    ...(taken === '' ? [] : ['## What is taken back when it fails', taken]),
    '## Steps',
    table(
      ['service', 'when', 'on', 'emits'],
      steps.map((step) => [
        step.service,
        nameCell(step),
        step.form === 'record'
          ? 'what the outside tells'
          : codes(step.on.filter((type) => view.messages.has(type))),
        emitsOf(graph, step),
      ]),
    ),
    `<details><summary>The same in Mermaid</summary>\n\n\`\`\`mermaid\n${drawMermaid(graph, picture)}\n\`\`\`\n\n</details>`,
    '',
  ].join('\n\n');
}

/** What every page says of itself. */
export const WRITTEN =
  '<!-- Written by `npm run choreography` from the service definitions; changes by hand are lost. -->';

/** The heading of a saga. */
export const titleOf = (name: string): string => `The ${name} saga`;

const ENDINGS = {
  succeeded: 'has succeeded',
  failed: 'has failed: what was set up is taken back',
  lapsed: 'has come to nothing',
} as const;

const outcomeRow = ({ event, as, followedBy = [] }: SagaOutcome): readonly string[] => [
  `\`${event.type}\``,
  ENDINGS[as],
  codes(followedBy.map(({ type }) => type)),
];

function takenBack(graph: Graph, { saga, steps }: SagaView): string {
  const failures = saga.outcomes.filter(({ as }) => as === 'failed').map(({ event }) => event.type);
  const rows = steps.flatMap((step) =>
    step.compensates.flatMap(({ effect, by }) =>
      failures
        .filter((failure) => step.on.includes(failure))
        .map((failure) => [
          `\`${effect}\``,
          `\`${step.name}\` (${step.service}) on \`${failure}\``,
          `\`${by}\`${andThen(graph, by)}`,
        ]),
    ),
  );
  return table(['what was set up', 'is taken back by', 'which is told by'], rows);
}

function andThen(graph: Graph, type: string): string {
  const next = stepsOn(graph, type).flatMap((step: StepNode) => step.emits);
  return next.length === 0 ? '' : `, then ${codes(next)}`;
}
