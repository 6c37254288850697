import type { Graph, StepNode } from '../graph/graph.ts';
import { codes, table } from './markdown.ts';

/** What a service hears and what comes of it, for its README. */
export function serviceTable(graph: Graph, service: string): string {
  const steps = graph.steps.filter(
    (step) => step.service === service && (step.form !== 'responder' || step.emits.length > 0),
  );
  return table(
    ['when', 'on', 'emits'],
    steps
      .filter(({ form }) => form !== 'answer')
      .map((step) => [nameCell(step), heardBy(step), emitsOf(graph, step)]),
  );
}

const heardBy = ({ form, on }: StepNode): string =>
  form === 'record' ? 'what the outside tells' : codes(on);

/** The name of a step, with what else it does. */
export const nameCell = (step: StepNode): string =>
  step.form === 'record' ? 'a gateway records it' : `\`${step.name}\`${remarkOn(step)}`;

function remarkOn({ form, calls, compensates }: StepNode): string {
  const remarks = [
    ...(form === 'responder' ? ['a request'] : []),
    ...(calls === undefined ? [] : [`calls ${calls}`]),
    ...(compensates.length === 0
      ? []
      : [`takes back ${codes(compensates.map(({ effect }) => effect))}`]),
  ];
  return remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
}

/** What a step emits: what happens, what is set for later, what tells that a command was refused. */
export function emitsOf({ messages }: Graph, { emits }: StepNode): string {
  const ofForm = (form: string): readonly string[] =>
    emits.filter((type) => messages.get(type)?.form === form);
  const timers = ofForm('timer');
  const refusals = ofForm('refusal');
  const parts = [
    codes(ofForm('event')),
    ...(timers.length === 0 ? [] : [`later ${codes(timers)}`]),
    ...(refusals.length === 0 ? [] : [`or ${codes(refusals)}`]),
  ];
  return parts.filter((part, at) => part !== '–' || (at === 0 && parts.length === 1)).join(', ');
}
