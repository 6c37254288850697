import { type Graph, saidTo } from '../graph/graph.ts';

/** Which service may say what, and after what: the graph, put so that each event is looked up and not searched for. */
export interface DeclaredEdges {
  /** Whether some step of a service says an event. */
  says(service: string, event: string): boolean;
  /** Whether some step of a service may say an event after another message. */
  leads(service: string, cause: string, event: string): boolean;
  /** Whether a service may say an event without another event before it: after a command or a request, or because the outside has told it. */
  begins(service: string, event: string): boolean;
}

/** Lists the edges of a graph. */
export function declaredEdges(graph: Graph): DeclaredEdges {
  const said = new Set<string>();
  const led = new Set<string>();
  const begun = new Set<string>();
  for (const step of graph.steps) {
    const { service, form, on, emits } = step;
    for (const event of emits) said.add(`${service} ${event}`);
    if (form === 'record') for (const event of emits) begun.add(`${service} ${event}`);
    for (const cause of on) {
      const isWish = ['command', 'request'].includes(graph.messages.get(cause)?.form ?? '');
      for (const event of saidTo(graph, step, cause)) {
        led.add(`${service} ${cause} ${event}`);
        if (isWish) begun.add(`${service} ${event}`);
      }
    }
  }
  return {
    says: (service, event) => said.has(`${service} ${event}`),
    leads: (service, cause, event) => led.has(`${service} ${cause} ${event}`),
    begins: (service, event) => begun.has(`${service} ${event}`),
  };
}
