import {
  consumerHearing,
  consumerInfo,
  type ConsumerPlan,
  type ServiceDefinition,
} from '@murmuration/choreography';
import type { ObservedEvent, OpenStep, SagaView, StepNode } from '@murmuration/choreography-graph';
import { type CommandContract, decode } from '@murmuration/contracts';
import { type ConsumerInfo, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import type { Handling } from './awaited.ts';

/** What the broker knows of the consumers by which the reactions of a saga hear. */
export interface BrokerView {
  /** How far a reaction is with the message at a place of the stream that it hears it from. */
  handlingOf(open: OpenStep, sequence: number | undefined): Handling;
  /** The commands about one key that their service has not handled yet, with their places. */
  readonly commands: readonly PlacedCommand[];
}

export interface PlacedCommand {
  readonly sequence: number;
  readonly command: ObservedEvent;
}

const NO_MORE = 404;

/** Looks at the consumers of a saga's steps, and at the commands about `key` that wait before them. */
export async function lookAtBroker(
  manager: JetStreamManager,
  definitions: readonly ServiceDefinition[],
  view: SagaView,
  key: string,
): Promise<BrokerView> {
  const planOf = (step: StepNode, type: string): ConsumerPlan | undefined => {
    const definition = definitions.find(({ name }) => name === step.service);
    return definition && consumerHearing(definition, step.name, { type });
  };
  const plans = view.steps.flatMap((step) => step.on.flatMap((type) => planOf(step, type) ?? []));
  const infos = new Map<string, ConsumerInfo | undefined>();
  for (const plan of new Map(plans.map((each) => [each.durable, each])).values()) {
    infos.set(plan.durable, await consumerInfo(manager, plan));
  }
  const waiting = view.saga.begins
    .filter((contract) => contract.kind === 'command')
    .map((contract) => {
      const step = view.steps.find(({ on }) => on.includes(contract.type));
      const plan = step && planOf(step, contract.type);
      return commandsAbout(manager, contract, plan, infos.get(plan?.durable ?? ''), key);
    });
  return {
    handlingOf: ({ step, after }, sequence) =>
      handling(infos.get(planOf(step, after.type)?.durable ?? ''), sequence),
    commands: (await Promise.all(waiting)).flat(),
  };
}

function handling(info: ConsumerInfo | undefined, sequence: number | undefined): Handling {
  if (info === undefined || sequence === undefined) return 'unknown';
  if (info.ack_floor.stream_seq >= sequence) return 'handled';
  if (info.delivered.stream_seq < sequence) return 'queued';
  return info.num_ack_pending === 0 ? 'handled' : 'in-hand';
}

/** Below its floor a consumer has acknowledged everything; without a consumer nobody has handled any. */
async function commandsAbout(
  manager: JetStreamManager,
  contract: CommandContract,
  plan: ConsumerPlan | undefined,
  info: ConsumerInfo | undefined,
  key: string,
): Promise<readonly PlacedCommand[]> {
  if (plan === undefined) return [];
  const seq = (info?.ack_floor.stream_seq ?? 0) + 1;
  const filters = plan.filters.filter((subject) => subject.endsWith(`cmd.${contract.type}`));
  const found = await Promise.all(
    filters.map((subject) => messagesFrom(manager, plan.stream, seq, subject)),
  );
  return found.flat().flatMap((message) => {
    const command = commandIn(contract, message);
    return command?.key === key ? [{ sequence: message.seq, command }] : [];
  });
}

async function messagesFrom(
  manager: JetStreamManager,
  stream: string,
  from: number,
  subject: string,
): Promise<readonly StoredMsg[]> {
  const messages: StoredMsg[] = [];
  for (let seq = from, isMore = true; isMore;) {
    isMore = false;
    try {
      for await (const message of await manager.direct.getBatch(stream, {
        seq,
        next_by_subj: subject,
      })) {
        messages.push(message);
        seq = message.seq + 1;
        isMore = true;
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === NO_MORE)) throw error;
    }
  }
  return messages;
}

/** A command in the form of an observed event; undefined when its contract does not admit it, so that it is about nothing. */
function commandIn(contract: CommandContract, message: StoredMsg): ObservedEvent | undefined {
  const decoded = decode(contract, contract.version, readJson(message));
  if (!decoded.ok) return undefined;
  const { data } = decoded;
  return {
    id: contract.id(data),
    type: contract.name,
    source: '',
    key: contract.key(data),
    time: message.time.toISOString(),
    causationId: '',
    data,
  };
}

function readJson(message: StoredMsg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
