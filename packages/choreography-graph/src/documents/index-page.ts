import type { Rule } from '../checks/finding.ts';
import type { DeviationRule } from '../conformance/deviation.ts';
import { type Graph, stepsOn } from '../graph/graph.ts';
import { codes, table } from './markdown.ts';
import { WRITTEN } from './saga-page.ts';

/** The page that leads to all others. */
export function indexPage(graph: Graph): string {
  return [
    '# The choreography',
    WRITTEN,
    'Nobody conducts this shop, so no code says what happens as a whole. It does not have to: the service definitions are data, and the whole is computed from them. These pages are written by `npm run choreography`, and CI fails when they differ from the code. How it is declared: [decision 24](../decisions/0024-sagas-are-declared-by-their-ends.md).',
    '## Sagas',
    table(
      ['saga', 'begins with', 'ends in', ''],
      graph.sagas.map(({ name, begins, outcomes, about }) => [
        `[${name}](${name}.md)`,
        codes(begins.map(({ type }) => type)),
        codes(outcomes.map(({ event }) => event.type)),
        about,
      ]),
    ),
    '## The whole',
    '![The whole choreography](whole.svg)',
    '## Who speaks to whom without an event',
    'Requests and queries that one service puts to another; those of people come through the edge or over NATS.',
    table(['asked', 'who answers', 'who asks'], questionRows(graph)),
    '## What is checked',
    'Before anything runs, `npm run choreography` (and `npm run verify`, and so CI) refuses:',
    table(
      ['rule', 'what it finds'],
      Object.entries(RULES).map(([rule, finds]) => [`\`${rule}\``, finds]),
    ),
    'While it runs, `murmur conformance` compares the events on the stream with all of the above, with rights that change nothing ([decision 27](../decisions/0027-what-happens-is-compared-with-what-is-declared.md)); `murmur order why <order>` says from it what an order waits for:',
    table(
      ['rule', 'what it finds'],
      Object.entries(DEVIATIONS).map(([rule, finds]) => [`\`${rule}\``, finds]),
    ),
    '',
  ].join('\n\n');
}

/** The heading of the picture of everything. */
export const WHOLE_TITLE = 'The whole choreography';

function questionRows(graph: Graph): readonly (readonly string[])[] {
  return [...graph.messages.values()].flatMap(({ type, contract }) => {
    if (contract.kind !== 'request' && contract.kind !== 'query') return [];
    if (contract.askedBy.length === 0) return [];
    const owners = stepsOn(graph, type).map(({ service }) => service);
    return [[`\`${type}\``, owners.join(', '), contract.askedBy.join(', ')]];
  });
}

const RULES: Readonly<Record<Rule, string>> = {
  'missing-compensation':
    'something is set up before a saga is decided, and is not taken back when it fails',
  'branch-without-outcome':
    'a saga may come to a point from which nothing leads to one of its ends',
  'cycle-without-bound': 'reactions set each other off for ever, without a timer or a declared end',
  'message-without-owner':
    'a command, request or query that nobody handles, or two do, or not its owner',
  'event-nobody-emits': 'an event of the catalogue that no step publishes',
  'event-nobody-consumes': 'an event that nobody reacts to and no saga declares as an end',
  'reaction-that-never-fires': 'a reaction that nothing in the world leads to',
  'missing-permission': 'something that the broker would not let a service do',
  'personal-data-in-clear': 'a field marked as personal in an event or a command',
  'end-that-never-comes': 'an end or a deadline that a saga declares and that nothing leads to',
  'idle-compensation': 'a declared compensation that takes back nothing, or hears no failure',
  'wish-in-no-saga': 'a command or fact from outside of which no saga tells the end',
  'call-without-name': 'a call to the outside that does not say whom it calls',
};

const DEVIATIONS: Readonly<Record<DeviationRule, string>> = {
  'undeclared-event': 'an event that no contract declares',
  'undeclared-emitter': 'an event of a service none of whose steps says it',
  'undeclared-edge':
    'an event that no reaction of its service leads to from the event that has caused it',
  'unexplained-event':
    'an event whose cause never stood on the stream, and that no command leads to',
  'contradicting-ends': 'an instance of a saga that has ended in two ways, or twice',
  'past-deadline': 'an instance of a saga without an end, a while after it should have had one',
};
