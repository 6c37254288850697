import {
  defineCommand,
  defineEvent,
  type EventContract,
  orderCancelRejected,
} from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Catalogue } from '../src/catalogue/describe-catalogue.ts';
import { headline } from '../src/compatibility/tell-change.ts';
import { examplesOf } from '../src/corpus/recorded-bodies.ts';
import { replay, tellReplayProblem } from '../src/corpus/replay.ts';
import { changesOf, released } from './edited-shop.ts';

const bare: Catalogue = {
  events: [],
  commands: [],
  queries: [],
  requests: [],
  definitions: [],
  reliances: [],
};

const first = z.object({ parcelId: z.string(), grams: z.int().min(1) });
const sentV1 = defineEvent({
  type: 'parcel.sent',
  version: 1,
  data: first,
  key: ({ parcelId }) => parcelId,
  examples: [{ parcelId: 'p-1', grams: 900 }],
});
const second = z.object({ parcelId: z.string(), weight: z.object({ kilograms: z.number() }) });

/** Version 2 of the event, with its way of bringing version 1 forward. */
function sentV2(
  upcast: (old: unknown) => z.infer<typeof second>,
  old: z.ZodType = first,
): EventContract {
  return defineEvent({
    type: 'parcel.sent',
    version: 2,
    data: second,
    key: ({ parcelId }) => parcelId,
    examples: [{ parcelId: 'p-1', weight: { kilograms: 0.9 } }],
    previous: { 1: { schema: old, upcast } },
  });
}

const inKilograms = (old: unknown): z.infer<typeof second> => {
  const { parcelId, grams } = first.parse(old);
  return { parcelId, weight: { kilograms: grams / 1_000 } };
};

const before = { ...bare, events: [sentV1] };
const release = released(before);
const corpus = examplesOf([release]);
const problemsOf = (event: EventContract): readonly string[] =>
  replay({ ...bare, events: [event] }, corpus).map(tellReplayProblem);

describe('a new version with an upcaster', () => {
  it('breaks nobody, and says who goes first', () => {
    const changes = changesOf({ ...bare, events: [sentV2(inKilograms)] }, release);
    expect(changes.map(headline)).toEqual([
      'parcel.sent v1: succeeded by v2; needs an order of rollout for readers outside of the repository',
    ]);
  });

  it('reads what was recorded of the old one', () => {
    expect(problemsOf(sentV2(inKilograms))).toEqual([]);
  });

  it('is found out when it makes of an old body what the contract does not allow', () => {
    const careless = (old: unknown) => ({
      parcelId: first.parse(old).parcelId,
      weight: { kilograms: Number.NaN },
    });
    expect(problemsOf(sentV2(careless))).toEqual([
      expect.stringMatching(/^ {2}parcel\.sent v1: example 1 of release 0001 becomes what today/),
    ]);
  });

  it('is found out when it tells of another aggregate', () => {
    const mistaken = (old: unknown) => ({ ...inKilograms(old), parcelId: 'p-2' });
    expect(problemsOf(sentV2(mistaken))).toEqual([
      '  parcel.sent v1: example 1 of release 0001 had the key p-1, and has p-2',
    ]);
  });

  it('is found out when it reads less than was written', () => {
    const narrow = first.extend({ grams: z.int().min(1).max(500) });
    const event = sentV2(inKilograms, narrow);
    expect(changesOf({ ...bare, events: [event] }, release).map(headline)).toContain(
      'parcel.sent v1: tightened maximum of "grams" from 9007199254740991 to 500; breaks readers outside of the repository',
    );
    expect(problemsOf(event)).toEqual([expect.stringContaining('is not read any more: grams')]);
  });
});

describe('a new version without an upcaster', () => {
  it('is refused', () => {
    const { previous: _none, ...rest } = sentV2(inKilograms);
    const event: EventContract = { ...rest, previous: {} };
    expect(changesOf({ ...bare, events: [event] }, release).map(headline)).toEqual([
      'parcel.sent v1: no upcaster brings it to v2; breaks readers outside of the repository',
    ]);
    expect(problemsOf(event)).toEqual([
      expect.stringContaining('version 1 of parcel.sent is unknown'),
    ]);
  });
});

describe('a recorded command', () => {
  const send = (data: z.ZodType<{ parcelId: string; to: string }>) =>
    defineCommand({
      type: 'parcel.send',
      version: 1,
      data,
      sentBy: 'anyone',
      id: ({ parcelId }) => parcelId,
      key: ({ parcelId }) => parcelId,
      rejection: orderCancelRejected,
      examples: [{ parcelId: 'p-1', to: 'Ada' }],
    });
  const parcelId = z.string();
  const sent = examplesOf([
    released({ ...bare, commands: [send(z.object({ parcelId, to: z.string() }))] }),
  ]);

  it('looks the same to its reader as it did', () => {
    const same = send(z.object({ parcelId, to: z.string(), note: z.string().optional() }));
    expect(replay({ ...bare, commands: [same] }, sent)).toEqual([]);
  });

  it.each([
    [
      'is filled in otherwise',
      z.object({ parcelId, to: z.string(), by: z.string().default('post') }),
    ],
    ['has its fields in another order', z.object({ to: z.string(), parcelId })],
  ])('is found out when it %s: a repeat of it would be refused', (_, data) => {
    expect(replay({ ...bare, commands: [send(data)] }, sent).map(tellReplayProblem)).toEqual([
      expect.stringContaining(
        'parcel.send v1: example 1 of release 0001 looks different to its reader',
      ),
    ]);
  });
});
