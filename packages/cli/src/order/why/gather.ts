import { partitionFilter, type ServiceDefinition } from '@murmuration/choreography';
import type { Standing, StepNode } from '@murmuration/choreography-graph';
import { type Murmuration, QueryFailed, type SeenEvent } from '@murmuration/client';
import { getOrder } from '@murmuration/contracts';
import type { Session } from '../../connection/session.ts';
import { type DeadLetter, DeadLetters } from '../../dead/dead-letters.ts';
import type { Circumstances } from './awaited.ts';
import type { BrokerView } from './look-at-broker.ts';

const ASK_TIMEOUT_MS = 2_000;
const MARGIN_MS = 60_000;
const MOST_LETTERS = 1_000;

/** Reads all events about an order. Without `since` from a moment before it was placed, as its owner says; from the beginning when that says nothing. */
export async function eventsAbout(
  client: Murmuration,
  orderId: string,
  since: Date | undefined,
): Promise<readonly SeenEvent[]> {
  const from = since ?? (await beginningOf(client, orderId));
  const events: SeenEvent[] = [];
  const place = { subject: partitionFilter(orderId), ...(from !== undefined && { since: from }) };
  for await (const event of client.stored(place)) if (event.key === orderId) events.push(event);
  return events;
}

async function beginningOf(client: Murmuration, orderId: string): Promise<Date | undefined> {
  const asking = client.ask(getOrder, { orderId }, { timeoutMs: ASK_TIMEOUT_MS });
  const order = await asking.catch((error: unknown) => {
    if (error instanceof QueryFailed) return null;
    throw error;
  });
  const known = order?.placedAt ?? order?.closedAt ?? null;
  return known === null ? undefined : new Date(Date.parse(known) - MARGIN_MS);
}

interface Ground {
  readonly services: readonly ServiceDefinition[];
  readonly broker: BrokerView;
  readonly events: readonly SeenEvent[];
}

/** Asks the services of the open steps for their dead letters, and so whether they answer. */
export async function circumstancesOf(
  session: Session,
  { open }: Standing,
  { services, broker, events }: Ground,
): Promise<Circumstances> {
  const steps = new Map(open.map(({ step }) => [step.id, step]));
  const asked = [...steps.values()].map(async (step) => ({
    service: step.service,
    found: await openLetters(session, step),
  }));
  const answers = await Promise.all(asked);
  const places = new Map([
    ...broker.commands.map(({ sequence, command }) => [command.id, sequence] as const),
    ...events.map(({ id, sequence }) => [id, sequence] as const),
  ]);
  return {
    silent: new Set(
      answers.flatMap(({ service, found }) => (found === undefined ? [service] : [])),
    ),
    lettersOf: (name) =>
      answers.flatMap(({ service, found }) => (service === name ? (found ?? []) : [])),
    handlingOf: (one) => broker.handlingOf(one, places.get(one.after.id)),
    isOrdered: ({ step }) => isOrdered(services, step),
  };
}

/** Undefined when the service does not answer. */
async function openLetters(
  session: Session,
  { service, name: reaction }: StepNode,
): Promise<readonly DeadLetter[] | undefined> {
  const timeoutMs = session.timeoutMs(ASK_TIMEOUT_MS);
  try {
    const letters = new DeadLetters(await session.client(), service, timeoutMs);
    return await letters.list({ reaction, limit: MOST_LETTERS });
  } catch (error) {
    if (error instanceof QueryFailed) return undefined;
    throw error;
  }
}

function isOrdered(services: readonly ServiceDefinition[], step: StepNode): boolean {
  const service = services.find(({ name }) => name === step.service);
  const reaction = service?.reactions.find(({ name }) => name === step.name);
  return reaction?.kind === 'pure' && reaction.ordered === true;
}
