import type { CommandContract, EventContract, Outcome, Problem } from '@murmuration/contracts';
import { type Decision, reject, type StoreSet } from '../definition/decision.ts';
import type { Reaction } from '../definition/define-reaction.ts';
import { reach } from '../failpoints/reach.ts';
import { newId } from '../messaging/ids.ts';
import { commandFilters, parseCommandSubject } from '../messaging/subjects.ts';
import type { PlacedRow } from '../outbox/outbox-row.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { watched } from '../telemetry/batch-watch.ts';
import { commandConsumer } from '../topology/consumers.ts';
import { COMMANDS } from '../topology/streams.ts';
import { commandKey, type CommandId, type CommandRecord } from './command-log.ts';
import { readCommand, type ReadCommand } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { loadStates } from './load-states.ts';
import { leaveToOthers, NOBODY } from './leave-to-others.ts';
import {
  emitRejection,
  idOfRefusal,
  refuse,
  refuseEndUser,
  reply,
  senderOf,
  type UnreadableCommand,
} from './refuse-commands.ts';
import { type Failure, failuresOf, settleFailures } from './settle-failure.ts';
import type { Shell } from './shell.ts';
import { UnitOfWork } from './unit-of-work.ts';

interface CommandWork extends ReadCommand {
  readonly delivery: Delivery;
  readonly contract: CommandContract;
  readonly reaction: Reaction;
}

/** Decides a batch of commands. Each gets one outcome, which is remembered: the same command again is told the same. */
export async function decideCommands(
  shell: Shell,
  connection: Connection,
  batch: readonly Delivery[],
): Promise<void> {
  const works: CommandWork[] = [];
  const refusals: UnreadableCommand[] = [];
  const unreadable: UnreadableCommand[] = [];
  const unknown: Delivery[] = [];
  for (const delivery of batch) {
    const owner = shell.plan.byCommand.get(parseCommandSubject(delivery.subject).type);
    if (owner === undefined) {
      unknown.push(delivery);
      continue;
    }
    const read = readCommand(owner.contract, delivery);
    if (read.ok) works.push({ ...read, ...owner, delivery });
    else if (senderOf(delivery) !== '') refusals.push({ ...owner, delivery, problem: read });
    else unreadable.push({ ...owner, delivery, problem: read });
  }
  reach('batch.before-begin');
  const { rows, outcomes, failures } = await transact(shell, connection, works, refusals);
  // what is sent to the broker without a pause in between goes in one packet
  shell.relay.handOver(rows);
  for (const [delivery, outcome] of outcomes) {
    reach('command.before-reply');
    reply(shell, delivery, outcome);
    reach('command.after-reply');
    delivery.acknowledge();
  }
  for (const delivery of unknown) {
    const { type } = parseCommandSubject(delivery.subject);
    const consumer = { stream: COMMANDS, durable: commandConsumer(shell.plan) };
    const filters = commandFilters(type);
    await leaveToOthers(shell, connection, delivery, { consumer, reaction: NOBODY, type, filters });
  }
  await settleFailures(shell, connection, failures);
  for (const command of unreadable) await refuse(shell, connection, command);
}

interface Decided {
  /** To be handed to the relay. */
  readonly rows: readonly PlacedRow[];
  readonly outcomes: ReadonlyMap<Delivery, Outcome>;
  readonly failures: readonly Failure[];
}

async function transact(
  shell: Shell,
  connection: Connection,
  read: readonly CommandWork[],
  refusals: readonly UnreadableCommand[],
): Promise<Decided> {
  if (read.length + refusals.length === 0) return { rows: [], outcomes: new Map(), failures: [] };
  const of = { stream: COMMANDS, group: commandConsumer(shell.plan) };
  const decided = await watched(shell.telemetry, of, read, (works, watch) =>
    transaction(connection, async (pipeline) => {
      const unit = new UnitOfWork(pipeline, shell.plan, shell.settings.OUTBOX_LANES);
      const recalling = unit.recall([...works.map(idOf), ...refusals.map(idOfRefusal)]);
      const errors = await loadStates(unit, shell.plan.stores, works);
      const known = await recalling;
      const outcomes = new Map<Delivery, Outcome>();
      watch?.loaded();
      for (const work of works) {
        try {
          if (errors.has(work)) throw errors.get(work);
          if (known.has(commandKey(idOf(work)))) watch?.duplicate(work);
          outcomes.set(work.delivery, decide(shell, unit, work, known));
        } catch (error) {
          errors.set(work, error);
        }
        reach('batch.decided-one');
      }
      for (const refusal of refusals) {
        outcomes.set(refusal.delivery, refuseEndUser(shell, unit, refusal, known));
      }
      watch?.decided(unit, errors);
      reach('batch.before-commit');
      return { rows: await unit.commit(), outcomes, failures: failuresOf(errors) };
    }),
  );
  reach('batch.after-commit');
  return decided;
}

/** The outcome of one command; `known` takes in what is decided, so that a copy in the same batch finds it. */
function decide(
  shell: Shell,
  unit: UnitOfWork,
  work: CommandWork,
  known: Map<string, CommandRecord>,
): Outcome {
  const { message, reaction, bodyHash } = work;
  const id = idOf(work);
  const earlier = known.get(commandKey(id));
  if (earlier !== undefined) {
    const isSame = earlier.bodyHash === bodyHash || earlier.bodyHash === '';
    return isSame ? earlier.outcome : refuseReuse(shell, unit, work);
  }
  const decision =
    mayNotSend(work) ?? reaction.decide(message, unit.viewsOf(reaction), { now: unit.now, newId });
  const reasons = decision.reject;
  unit.apply(message, reaction, decision);
  if (reasons !== undefined) {
    emitRejection(shell, unit, work, { commandId: message.id, subjectId: message.key }, reasons);
  }
  const outcome: Outcome =
    reasons === undefined
      ? { status: 'accepted', commandId: message.id, id: message.key }
      : { status: 'rejected', commandId: message.id, reasons: [...reasons] };
  const record = { ...id, bodyHash, outcome };
  unit.record(record);
  known.set(commandKey(id), record);
  return outcome;
}

/** Commands of the shop's own programs are refused when an end user sends them. Those for operators pass: the broker lets nobody else send them. */
function mayNotSend({
  contract,
  message,
}: CommandWork): Decision<EventContract, StoreSet> | undefined {
  if (message.actor.kind === 'trusted' || contract.sentBy !== 'trusted') return undefined;
  return reject({
    field: '$',
    code: 'not_allowed',
    message: `${contract.type} is not for end users to send`,
  });
}

/** The same id with another body is another command that wears a used id. Its rejection speaks of its own position, not of that id. */
function refuseReuse(shell: Shell, unit: UnitOfWork, work: CommandWork): Outcome {
  const { message, delivery } = work;
  const reason: Problem = {
    field: '$',
    code: 'id_reused',
    message: `command id "${message.id}" was used before with another body; choose a new id`,
  };
  emitRejection(shell, unit, work, { commandId: delivery.position, subjectId: null }, [reason]);
  return { status: 'rejected', commandId: message.id, reasons: [reason] };
}

const idOf = ({ contract, message }: CommandWork): CommandId => ({
  command: contract.type,
  actor: message.actor.kind === 'user' ? message.actor.userId : '',
  id: message.id,
});
