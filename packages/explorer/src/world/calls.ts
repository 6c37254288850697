import type { CallReaction, Message } from '@murmuration/choreography';
import { UnavailableError } from '@murmuration/choreography';
import { providerReported } from '@murmuration/contracts';
import { conclude, prepare } from './change.ts';
import type { Scene } from './deliver.ts';
import { Gateways, type Desk } from './gateways.ts';
import { type Told, toldBy } from './message.ts';
import { type Answer, answers, type Outside } from './outside.ts';
import { failureOf, type Possibilities, type Possibility } from './possibility.ts';
import type { Fault } from './rules.ts';
import {
  begin,
  type Call,
  commit,
  commitIntent,
  type Delivery,
  entryOf,
  forgetTries,
  isSeen,
  replaceCall,
  see,
  type ServiceState,
  tryOnce,
} from './service-state.ts';

/** One repetition may overtake a call that is under way. */
const AT_ONCE = 2;

/** What can come of delivering a message to a reaction that calls the outside. */
export function deliverForCall(
  scene: Scene,
  reaction: CallReaction,
  message: Message,
  find: (id: string) => Message | undefined,
): Possibilities {
  const { state, rules } = scene;
  const delivery = { reaction: reaction.name, messageId: message.id };
  const isRepeated = state.tried.includes(entryOf(delivery));
  const underWay = callsOf(state, delivery).length;
  const what = `${reaction.name} on ${message.id}${isRepeated ? ', again' : ''}`;
  try {
    if (isSeen(state, delivery)) return doneWith(scene, reaction, message);
    if (underWay >= AT_ONCE) return [];
    const lost = rules.republishes ? {} : { lost: message.id };
    const died =
      rules.acknowledges === 'before the commit' ? see(state, delivery) : tryOnce(state, delivery);
    const prepared = prepareOne(scene, reaction, message, isRepeated);
    const together = inOneBatch(
      state,
      { ...scene, state: prepared.state },
      reaction,
      message,
      find,
    );
    const how: { fault?: Fault } = underWay > 0 ? { fault: 'delivered-during-call' } : {};
    return [
      { what, ...how, ...prepared },
      ...together.map(({ state: after, told }) => ({
        what: `${what}, in one batch with others`,
        ...how,
        state: after,
        told: [...prepared.told, ...told],
      })),
      { what, fault: 'crash-before-commit', state: died, told: [] },
      { what, fault: 'broker-loss', state: forgetTries(state, delivery), told: [], ...lost },
    ];
  } catch (error) {
    return failureOf(error);
  }
}

const callsOf = (state: ServiceState, { reaction, messageId }: Delivery): readonly Call[] =>
  state.calls.filter((call) => call.reaction === reaction && call.messageId === messageId);

interface Next {
  readonly state: ServiceState;
  readonly told: readonly Told[];
}

/** The transaction before a call: the intent, or all there is to do. */
function prepareOne(
  { service, state, rules, now }: Scene,
  reaction: CallReaction,
  message: Message,
  isRepeated: boolean,
): Next {
  const delivery = { reaction: reaction.name, messageId: message.id };
  const prepared = prepare(reaction, { service, message, rows: state.rows, now }, isRepeated);
  if (!('request' in prepared)) {
    return { state: see(commit(state, prepared), delivery), told: prepared.told };
  }
  const mayBeLost = reaction.intentMayBeLost === true;
  const intended = rules.intents ? commitIntent(state, prepared, mayBeLost) : state;
  const call = { reaction: reaction.name, messageId: message.id, request: prepared.request };
  return { state: begin(tryOnce(intended, delivery), call), told: [] };
}

/**
 * What an earlier message of the same batch is about to call for is asked again after a later one of its key. Where an intent may be lost, one that is not on disk tells that
 * nothing was committed since; elsewhere any call that is not answered counts as one of the batch, which allows for more than can happen.
 */
function inOneBatch(
  before: ServiceState,
  scene: Scene,
  reaction: CallReaction,
  { id, key }: Message,
  find: (id: string) => Message | undefined,
): readonly Next[] {
  const { state } = scene;
  if (reaction.intentMayBeLost === true && before.onDisk === undefined) return [];
  return state.calls.flatMap((call) => {
    const earlier = find(call.messageId);
    if (call.reaction !== reaction.name || call.answer !== undefined) return [];
    if (earlier === undefined || earlier.key !== key || earlier.id === id) return [];
    const without = { ...scene, state: replaceCall(state, call) };
    return [true, false].map((isRepeated) => prepareOne(without, reaction, earlier, isRepeated));
  });
}

/** A message that is done with comes again, to an inbox that has forgotten it: whether the broker calls it repeated or not. */
function doneWith(scene: Scene, reaction: CallReaction, message: Message): readonly Possibility[] {
  const { state, rules } = scene;
  const what = `${reaction.name} on ${message.id}, again`;
  const twice = [true, false].map((isRepeated) => prepareOne(scene, reaction, message, isRepeated));
  const repeated = rules.inbox === 'nowhere' ? twice : [{ state, told: [] }];
  return [
    ...twice.map((next): Possibility => ({ what, fault: 'inbox-forgotten', ...next })),
    ...repeated.map((next): Possibility => ({ what, fault: 'delivered-again', ...next })),
  ];
}

/** What can become of a call: it is answered, or comes to nothing. */
export async function perform(
  { state, rules }: Scene,
  reaction: CallReaction,
  call: Call,
  outside: Outside,
  desk: Desk,
): Promise<readonly Possibility[]> {
  const gone = replaceCall(state, call);
  const what = `${reaction.name} calls for ${call.messageId}`;
  const possible: Possibility[] = [{ what, fault: 'crash-in-call', state: gone, told: [] }];
  for (const answer of answers) {
    const gateways = new Gateways(outside, answer, rules);
    desk.now = gateways;
    const result = await resultOf(reaction, call.request);
    if (result === 'failed') continue;
    const after = gateways.outside;
    const told = rules.webhooks ? reportsOf(outside, after) : [];
    const faulty = faultOf(answer);
    const answered =
      result === undefined ? gone : replaceCall(state, call, { ...call, answer: result });
    const said = `${what}: ${answer}`;
    possible.push({ what: said, ...faulty, state: answered, told, outside: after });
  }
  desk.now = undefined;
  return possible;
}

/** Undefined when the outcome is open and the message comes again. A call that fails for good leads nowhere. */
async function resultOf(
  reaction: CallReaction,
  request: unknown,
): Promise<{ readonly result: unknown } | 'failed' | undefined> {
  try {
    return { result: await reaction.perform(request, new AbortController().signal) };
  } catch (error) {
    return error instanceof UnavailableError ? undefined : 'failed';
  }
}

function faultOf(answer: Answer): { readonly fault?: Fault } {
  if (answer === 'silent') return { fault: 'provider-silent' };
  if (answer === 'does it and is silent') return { fault: 'provider-charged-silent' };
  return {};
}

/** What the provider's webhooks tell of what has changed in its books. */
function reportsOf(before: Outside, after: Outside): readonly Told[] {
  return Object.entries(after.accounts).flatMap(([orderId, { status }]) => {
    if (before.accounts[orderId] !== undefined || status === 'declined') return [];
    const notificationId = `evt_${status}_${orderId}`;
    const report = { orderId, notificationId, providerReference: `pi_${orderId}`, result: status };
    return [toldBy(providerReported.of(report))];
  });
}

/** Records what came back. A message that is done with by now is not recorded twice. */
export function concludeCall(
  scene: Scene,
  reaction: CallReaction,
  message: Message,
  call: Call,
): Possibilities {
  const { service, rules, now } = scene;
  const { answer } = call;
  if (answer === undefined) return [];
  const delivery = { reaction: reaction.name, messageId: message.id };
  const what = `${reaction.name} records the answer for ${message.id}`;
  const state = replaceCall(scene.state, call);
  const record = (): Next => {
    const situation = { service, message, rows: state.rows, now };
    const change = conclude(reaction, situation, answer.result);
    return { state: see(commit(state, change), delivery), told: change.told };
  };
  try {
    const recorded = record();
    if (!isSeen(state, delivery)) {
      const unpublished = rules.outbox === 'apart' ? [] : recorded.told;
      return [
        { what, ...recorded },
        { what, fault: 'crash-in-call', state, told: [] },
        { what, fault: 'crash-after-commit', ...recorded, told: unpublished },
      ];
    }
    const late = `${what}, which was done with already`;
    const dropped =
      rules.claimsResults && rules.inbox !== 'nowhere' ? { state, told: [] } : recorded;
    return [
      { what: late, ...dropped },
      { what: late, fault: 'inbox-forgotten', ...recorded },
    ];
  } catch (error) {
    return failureOf(error);
  }
}

/** The machine of the database is lost, and with it an intent that was not on disk; the process that calls may live on. */
export function loseMachine({ state }: Scene): readonly Possibility[] {
  const { onDisk, ...rest } = state;
  if (onDisk === undefined) return [];
  const what = 'the intent was not on disk';
  const back = { ...rest, rows: onDisk };
  return [
    { what: `${what}; the call goes on`, fault: 'machine-lost', state: back, told: [] },
    {
      what: `${what}; the call is lost with it`,
      fault: 'machine-lost',
      state: { ...back, calls: [] },
      told: [],
    },
  ];
}
