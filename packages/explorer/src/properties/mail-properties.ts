import { notificationFailed, notificationSent } from '@murmuration/contracts';
import { z } from 'zod';
import type { Space } from '../search/space.ts';
import type { Properties } from './properties.ts';

const correspondence = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      subjectId: z.string(),
      status: z.enum(['wanted', 'sending', 'sent', 'failed']),
      failure: z.string().optional(),
    }),
  ),
});
type Item = z.infer<typeof correspondence>['items'][number];

interface View {
  readonly items: readonly Item[];
  /** What was to be told, what was told of it, and how many mails arrived. */
  readonly facts: number;
  readonly sent: number;
  readonly failed: number;
  readonly arrived: readonly string[];
  readonly calls: number;
}

const FACTS = new Set(['order.confirmed.v1', 'order.cancelled.v1', 'payment.refunded.v1']);
const order = { wanted: 0, sending: 1, sent: 2, failed: 2 } as const;

/** The promises about mails. */
export class MailProperties implements Properties {
  readonly endings: readonly string[];
  private readonly space: Space;
  private readonly views: (View | undefined)[] = [];

  constructor(space: Space, endings: readonly string[]) {
    this.space = space;
    this.endings = endings;
  }

  always(world: number): readonly string[] {
    const { items, sent, failed, arrived } = this.view(world);
    const subjects = new Set(items.map(({ kind, subjectId }) => `${kind} ${subjectId}`));
    const ended = items.filter(({ status }) => order[status] === 2);
    return [
      ...(subjects.size === items.length ? [] : ['there is one mail of each kind']),
      ...(ended.length === sent + failed ? [] : ['what became of a mail is told once']),
      ...(arrived.length <= items.length
        ? []
        : ['a mail that is sent again bears the same Message-ID']),
    ];
  }

  together(): readonly string[] {
    return [];
  }

  step(from: number, to: number): readonly string[] {
    const [before, after] = [this.view(from).items, this.view(to).items];
    if (before === after) return [];
    const isBack = before.some((item) => {
      const now = after.find(
        ({ kind, subjectId }) => kind === item.kind && subjectId === item.subjectId,
      );
      const isFinal = order[item.status] === 2 && item.status !== now?.status;
      return now === undefined || order[now.status] < order[item.status] || isFinal;
    });
    return isBack ? ['mails: only allowed transitions'] : [];
  }

  atRest(world: number, shelf: number): readonly string[] {
    const { items, facts, arrived, calls } = this.view(world);
    const unread = this.space.unread(world, shelf).map((what) => `nothing waits for ever: ${what}`);
    const sent = items.filter(({ status }) => status === 'sent');
    const reasons: string[] = [];
    if (items.length !== facts) reasons.push('every fact has its mail');
    if (items.some(({ status }) => order[status] !== 2)) reasons.push('every mail has an end');
    if (sent.length > arrived.length) reasons.push('what is recorded as sent has arrived');
    if (calls > 0) reasons.push('nothing is left to do');
    return [...reasons, ...unread];
  }

  ending(world: number): string {
    const { items } = this.view(world);
    return [...new Set(items.map(({ status, failure = '' }) => `${status} ${failure}`.trim()))]
      .toSorted()
      .join(', ');
  }

  private view(world: number): View {
    return (this.views[world] ??= this.look(world));
  }

  private look(world: number): View {
    const { services, stream, outside } = this.space.parts.unpack(world);
    const [state] = services;
    const row = Object.entries(state?.rows ?? {}).find(([key]) =>
      key.startsWith('correspondence/'),
    );
    const told = (name: string): number => stream.filter((each) => each.name === name).length;
    return {
      items: row === undefined ? [] : correspondence.parse(row[1]).items,
      facts: new Set(stream.filter(({ name }) => FACTS.has(name)).map(({ id }) => id)).size,
      sent: told(notificationSent.name),
      failed: told(notificationFailed.name),
      arrived: Object.keys(outside.mails),
      calls: state?.calls.length ?? 0,
    };
  }
}
