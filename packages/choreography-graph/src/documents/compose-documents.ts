import { pictureOf } from '../drawing/cards.ts';
import { drawSvg } from '../drawing/draw-svg.ts';
import type { Graph } from '../graph/graph.ts';
import { viewOf } from '../graph/saga-view.ts';
import { indexPage, WHOLE_TITLE } from './index-page.ts';
import { MARKS, withBetweenMarks } from './markdown.ts';
import { sagaPage, titleOf } from './saga-page.ts';
import { serviceTable } from './service-table.ts';

/** A file with what it should hold. */
export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Raised when a file lacks the marks between which its part is written. */
export class MissingMarks extends Error {
  override readonly name = 'MissingMarks';

  constructor(path: string) {
    super(`${path} has no place for its table. Put these two lines into it:\n${MARKS}`);
  }
}

const FOLDER = 'docs/choreography';

/** Everything that is written from the graph. `read` gives a file as it is, by its path from the root. */
export async function composeDocuments(
  graph: Graph,
  read: (path: string) => string,
): Promise<readonly Document[]> {
  const pages = await Promise.all(graph.sagas.map((saga) => documentsOf(graph, saga)));
  const whole = await drawSvg(wholePicture(graph), WHOLE_TITLE, graph.services);
  return [
    { path: `${FOLDER}/README.md`, text: indexPage(graph) },
    { path: `${FOLDER}/whole.svg`, text: whole },
    ...pages.flat(),
    ...graph.services.map((service) => readmeOf(graph, service, read)),
  ];
}

async function documentsOf(
  graph: Graph,
  saga: Graph['sagas'][number],
): Promise<readonly Document[]> {
  const view = viewOf(graph, saga);
  const picture = pictureOf(graph, { ...view, sagas: [saga] });
  const base = `${FOLDER}/${saga.name}`;
  return [
    { path: `${base}.md`, text: sagaPage(graph, view, picture) },
    { path: `${base}.svg`, text: await drawSvg(picture, titleOf(saga.name), graph.services) },
  ];
}

/** Everything but plain questions: what only answers sets nothing off. */
function wholePicture(graph: Graph) {
  const steps = graph.steps.filter(
    ({ form, emits, asks }) =>
      form !== 'answer' && (form !== 'responder' || emits.length + asks.length > 0),
  );
  return pictureOf(graph, { steps, messages: new Set(graph.messages.keys()), sagas: graph.sagas });
}

function readmeOf(graph: Graph, service: string, read: (path: string) => string): Document {
  const path = `services/${service}/README.md`;
  const text = withBetweenMarks(read(path), serviceTable(graph, service));
  if (text === undefined) throw new MissingMarks(path);
  return { path, text };
}
