import {
  eventFilter,
  querySubject,
  requestSubject,
  type ServiceDefinition,
  topologyOf,
} from '@murmuration/choreography';
import type { Graph, StepNode } from '../graph/graph.ts';
import type { Finding } from './finding.ts';

/** What a service may do at the broker. */
export interface Rights {
  readonly publish: { readonly allow: readonly string[]; readonly deny?: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

interface Need {
  readonly verb: 'publish' | 'subscribe';
  readonly subject: string;
  readonly why: string;
}

/** Rights that services need for what they say they do, and that the broker would refuse them. */
export function findMissingPermissions(
  graph: Graph,
  services: readonly ServiceDefinition[],
  rightsOf: ReadonlyMap<string, Rights>,
): readonly Finding[] {
  return services.flatMap((service) => {
    const rights = rightsOf.get(service.name);
    return needsOf(graph, service)
      .filter((need) => !isGranted(rights, need))
      .map(({ verb, subject, why }) => ({
        rule: 'missing-permission',
        where: `service ${service.name}`,
        what: `The broker would not let it ${verb} ${subject}, which it does because ${why}.`,
        mend: 'Rights come from definitions and contracts: let the owner of the contract do it, or name the service in the askedBy of the contract.',
      }));
  });
}

function needsOf(graph: Graph, service: ServiceDefinition): readonly Need[] {
  const steps = graph.steps.filter((step) => step.service === service.name);
  return [...steps.flatMap((step) => needsOfStep(graph, step)), ...needsOfConsumers(service)];
}

function needsOfStep(graph: Graph, { name, form, on, emits, asks }: StepNode): readonly Need[] {
  const subjectOf = (type: string): string =>
    graph.messages.get(type)?.form === 'query' ? querySubject(type) : requestSubject(type);
  const answered = form === 'answer' || form === 'responder' ? on : [];
  return [
    ...emits.map((type) => publishing(eventFilter(type), `${name} emits ${type}`)),
    ...asks.map((type) => publishing(subjectOf(type), `${name} asks ${type}`)),
    ...answered.map((type): Need => ({
      verb: 'subscribe',
      subject: subjectOf(type),
      why: `${name} answers ${type}`,
    })),
  ];
}

function needsOfConsumers(service: ServiceDefinition): readonly Need[] {
  return topologyOf(service).consumers.flatMap(({ stream, durable }) => {
    const why = `its consumer ${durable} reads ${stream}`;
    return [
      publishing(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, why),
      publishing(`$JS.ACK.${stream}.${durable}.>`, why),
    ];
  });
}

const publishing = (subject: string, why: string): Need => ({ verb: 'publish', subject, why });

function isGranted(rights: Rights | undefined, { verb, subject }: Need): boolean {
  const allowed = rights?.[verb].allow.some((grant) => covers(grant, subject)) ?? false;
  const denied = verb === 'publish' && rights?.publish.deny?.some((ban) => covers(ban, subject));
  return allowed && denied !== true;
}

/** Whether every subject that `needed` stands for is one that `granted` stands for. */
export function covers(granted: string, needed: string): boolean {
  const grants = granted.split('.');
  const needs = needed.split('.');
  const rest = grants.at(-1) === '>' ? grants.length - 1 : grants.length;
  if (rest < grants.length ? needs.length <= rest : needs.length !== rest) return false;
  return grants.slice(0, rest).every((token, at) => {
    const need = needs[at];
    return token === need || (token === '*' && need !== '>');
  });
}
