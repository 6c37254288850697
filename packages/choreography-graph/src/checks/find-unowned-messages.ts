import { type Graph, type MessageNode, type StepNode, stepsOn } from '../graph/graph.ts';
import type { Finding } from './finding.ts';

/** What the runtime answers in every service by itself. */
const ANSWERED_BY_RUNTIME = /\.list-dead-letters$/;
/** Where a service lists what it handles. */
const LISTS = new Map<string, string>([
  ['command', 'reactions'],
  ['request', 'responders'],
  ['query', 'answers'],
]);

/** Commands, requests and queries that nobody answers for, or more than one, or another than the owner of the contract. */
export function findUnownedMessages(graph: Graph): readonly Finding[] {
  return [...graph.messages.values()]
    .filter(({ form, type }) => LISTS.has(form) && !ANSWERED_BY_RUNTIME.test(type))
    .flatMap((node) => findingOf(node, stepsOn(graph, node.type)));
}

function findingOf(node: MessageNode, owners: readonly StepNode[]): readonly Finding[] {
  const { form, type, context } = node;
  const finding = (what: string, mend: string): readonly Finding[] => [
    { rule: 'message-without-owner', where: `${form} ${type}`, what, mend },
  ];
  const names = owners.map(({ id }) => id).join(' and ');
  if (owners.length === 0) {
    return finding(
      'Nobody takes it: whoever sends it waits for ever.',
      `Add what handles it to the ${LISTS.get(form)} of ${context}, or remove the contract from the catalogue.`,
    );
  }
  if (owners.length > 1) {
    return finding(
      `${names} both take it; the outcome would depend on which is faster.`,
      'Leave it to one, and let the other react to the event that comes of it.',
    );
  }
  if (owners.every(({ service }) => service === context)) return [];
  return finding(
    `It is a contract of ${context}, and ${names} takes it.`,
    `Let ${context} handle it, or move the contract.`,
  );
}
