import type { Fact } from '@murmuration/choreography-graph';
import { clock, facts } from '../../output/table.ts';
import type { Awaited } from './awaited.ts';

/** Where an order stands, and what it waits for. */
export interface Why {
  readonly orderId: string;
  readonly saga: string;
  /** `stuck`: it is past its deadline, or something was given up. */
  readonly state: 'ended' | 'under-way' | 'stuck';
  /** ISO 8601, as all moments are. */
  readonly begun: string;
  readonly last: { readonly event: string; readonly at: string };
  readonly end: { readonly event: string; readonly as: string; readonly at: string } | null;
  readonly deadline: string | null;
  readonly isLate: boolean;
  /** Timers that should have ended it by now, and who sets them. */
  readonly overdue: readonly { readonly timer: string; readonly service: string }[];
  readonly awaited: readonly Awaited[];
  /** What may still move it when no reaction has anything in hand. */
  readonly mayCome: readonly string[];
}

/** A moment and a message, as they are told. */
export const momentOf = ({ type, at }: Fact): { readonly event: string; readonly at: string } => ({
  event: type,
  at: new Date(at).toISOString(),
});

/** For people. */
export function whyText(why: Why, now: number): string {
  const { orderId, end, deadline, isLate, awaited, last, begun } = why;
  const head =
    end === null
      ? `order ${orderId} is not decided`
      : `order ${orderId} has ended: ${end.event} at ${clock(end.at)}`;
  const due = isLate ? 'passed' : 'in time until';
  const known = facts([
    ['begun', clock(begun)],
    ['last', `${last.event} at ${clock(last.at)}, ${ago(last.at, now)} ago`],
    [
      'deadline',
      deadline === null || end !== null
        ? undefined
        : `${due} ${clock(deadline)}${lateness(why, now)}`,
    ],
  ]);
  return [
    head,
    known,
    ...why.overdue.map(overdueText),
    ...(awaited.length === 0 ? [nothingText(why)] : awaited.map((one) => awaitedText(one, now))),
  ].join('\n');
}

const lateness = ({ deadline, isLate }: Why, now: number): string =>
  isLate && deadline !== null ? `, ${ago(deadline, now)} ago` : '';

const overdueText = ({ timer, service }: Why['overdue'][number]): string =>
  `${service} should have said ${timer} by now\n  → see whether ${service} runs, and what its log says: murmur doctor`;

function nothingText({ end, mayCome }: Why): string {
  if (end !== null) return 'nothing is awaited any more';
  return `no reaction has anything in hand for it; what may still come: ${mayCome.join(', ')}`;
}

function awaitedText(awaited: Awaited, now: number): string {
  const { service, reaction, after, since, oneOf } = awaited;
  return [
    `awaited from ${service}, ${reaction}: ${oneOf.join(' or ')}`,
    `  after ${after} at ${clock(since)}, ${ago(since, now)} ago: ${hindranceText(awaited)}`,
    `  → ${adviceOf(awaited)}`,
  ].join('\n');
}

function hindranceText({ service, state, calls, letter, isUp }: Awaited): string {
  const reached = isUp ? '' : `; ${service} does not answer`;
  switch (state) {
    case 'queued':
      return `it has not been given to ${service} yet${reached}`;
    case 'in-hand':
      return `${service} has it in hand${calls === null ? '' : `, and calls ${calls} for it`}${reached}`;
    case 'given-up':
      return `${service} has given it up: dead letter ${letter?.id ?? ''} (${letter?.reason ?? ''})`;
    case 'behind-a-letter':
      return `it waits behind dead letter ${letter?.id ?? ''} (${letter?.reason ?? ''})`;
    case 'silent':
      return `${service} has handled it, and has said nothing${reached}`;
    case 'unknown':
      return `the broker does not tell whether ${service} has it${reached}`;
    default:
      return state satisfies never;
  }
}

/** What to do about it. */
export function adviceOf({ service, state, letter, calls, isUp }: Awaited): string {
  if (!isUp) return `start ${service}: murmur doctor; its log says why it ended`;
  const id = letter?.id ?? '';
  switch (state) {
    case 'given-up':
    case 'behind-a-letter':
      return `murmur dead show ${service} ${id}; once mended: murmur dead redrive ${service} --id ${id}`;
    case 'queued':
      return `a moment's patience; if it stays so, see how far ${service} is behind: murmur doctor`;
    case 'in-hand':
      return calls === null
        ? `a moment's patience; if it stays so, the log of ${service} says what fails`
        : `see whether ${calls} answers; the log of ${service} says what fails, and it tries again by itself`;
    case 'silent':
      return `see what ${service} has ignored in its log, and whether a dead letter was discarded: murmur dead list ${service} --status discarded`;
    case 'unknown':
      return 'see whether the consumers are there, and whether this user may look at them: murmur doctor';
    default:
      return state satisfies never;
  }
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** How long ago a moment was, roughly: `3 min`. */
function ago(moment: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1_000);
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${Math.floor(seconds / size)} ${unit}`;
}
