import type { OpenStep, Standing } from '@murmuration/choreography-graph';
import type { DeadLetter } from '../../dead/dead-letters.ts';

/**
 * How far a service is with a message, by the broker's word. `queued`: it was not given out yet. `in-hand`: it was, and is not acknowledged. `handled`: it is
 * acknowledged. `unknown`: the broker does not tell.
 */
export type Handling = 'queued' | 'in-hand' | 'handled' | 'unknown';

/** What is known beside the facts. */
export interface Circumstances {
  handlingOf(open: OpenStep): Handling;
  /** The open dead letters of a service. */
  lettersOf(service: string): readonly DeadLetter[];
  /** Whether messages of one key wait behind a dead letter of it. */
  isOrdered(open: OpenStep): boolean;
  /** Services that do not answer. */
  readonly silent: ReadonlySet<string>;
}

/** Why nothing was heard of a reaction. `silent`: it has handled the message and said nothing. */
export type Hindrance = Exclude<Handling, 'handled'> | 'given-up' | 'behind-a-letter' | 'silent';

/** What an instance of a saga waits for, and from whom. */
export interface Awaited {
  readonly service: string;
  readonly reaction: string;
  /** What it was set off by. */
  readonly after: string;
  /** ISO 8601. */
  readonly since: string;
  /** Any of these would do. */
  readonly oneOf: readonly string[];
  /** Who outside is called, if somebody is. */
  readonly calls: string | null;
  readonly state: Hindrance;
  /** The dead letter that holds it up. */
  readonly letter: Pick<DeadLetter, 'id' | 'reason'> | null;
  /** Whether the service answers. */
  readonly isUp: boolean;
}

/** What is awaited. A step that has handled its message had nothing to say, which matters only as long as nothing is decided. */
export function awaitedIn(
  { open, end }: Standing,
  circumstances: Circumstances,
): readonly Awaited[] {
  return open.flatMap((one) => {
    const [state, letter] = hindranceOf(one, circumstances);
    if (state === 'silent' && (one.isMoot || end !== undefined)) return [];
    if (state === 'unknown' && one.isMoot) return [];
    const { step, after, oneOf } = one;
    return [
      {
        service: step.service,
        reaction: step.name,
        after: after.type,
        since: new Date(after.at).toISOString(),
        oneOf,
        calls: step.calls ?? null,
        state,
        letter: letter === undefined ? null : { id: letter.id, reason: letter.reason },
        isUp: !circumstances.silent.has(step.service),
      },
    ];
  });
}

function hindranceOf(
  open: OpenStep,
  circumstances: Circumstances,
): readonly [Hindrance, DeadLetter?] {
  const { step, after } = open;
  const letters = circumstances
    .lettersOf(step.service)
    .filter(({ reaction }) => reaction === step.name);
  const own = letters.find(({ messageId }) => messageId === after.id);
  if (own !== undefined) return ['given-up', own];
  const before = letters.find(({ key }) => key === after.key);
  if (before !== undefined && circumstances.isOrdered(open)) return ['behind-a-letter', before];
  const handling = circumstances.handlingOf(open);
  return [handling === 'handled' ? 'silent' : handling];
}
