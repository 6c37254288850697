import { defineCommand, defineEvent, defineRejection } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCommand, readEvent, replyTo } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';

const data = z.object({
  itemId: z.string(),
  count: z.int(),
  tags: z.array(z.string()).default([]),
});
const examples = [{ itemId: 'i-1', count: 1, tags: [] }] as const;
const example = { ...examples[0], tags: [] };
const key = ({ itemId }: { itemId: string }): string => itemId;
const addItem = defineCommand({
  type: 'list.add-item',
  version: 2,
  data,
  key,
  id: key,
  rejection: defineRejection('list.item-rejected', 'list.add-item.v2'),
  maxBytes: 200,
  sentBy: 'anyone',
  examples: [example],
});
const itemAdded = defineEvent({
  type: 'list.item-added',
  version: 1,
  data,
  key,
  examples: [example],
});

function delivery(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  subject = 'cmd.list.add-item',
): Delivery {
  return {
    subject,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    attempt: 1,
    position: 'COMMANDS:7',
    header: (name) => headers[name],
    headers: () => headers,
    acknowledge: () => undefined,
    giveUp: () => undefined,
    retryAfter: () => undefined,
    keepAlive: () => undefined,
  };
}
const problemsOf = (read: ReturnType<typeof readCommand | typeof readEvent>): readonly string[] =>
  read.ok ? [] : read.problems.map(({ field, code }) => `${field} ${code}`);

describe('a command', () => {
  it.each([String.raw`a\u0000b`, String.raw`\\\\\ud800`, String.raw`\uDC00\ud83d`])(
    'with a text that cannot be stored is refused: %s',
    (text) => {
      const body = `{"itemId":"i-1","count":2,"tags":["${text}"]}`;
      const read = readCommand(addItem, delivery(body));
      expect(problemsOf(read)).toEqual(['$ unstorable_text']);
    },
  );

  it('nested so deeply that it cannot be written again is refused', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const body = `{"itemId":"i-1","count":2,"tags":["\\u0000"],"more":${deep}}`;
    const patient = { ...addItem, maxBytes: 100_000 };
    expect(problemsOf(readCommand(patient, delivery(body)))).toEqual(['$ unstorable_text']);
  });

  it.each([String.raw`\ud83d\ude00`, String.raw`\\u0000`, String.raw`\\\\ud800`, '😀', ''])(
    'with a text that looks like it is read: %s',
    (text) => {
      const body = `{"itemId":"i-1","count":2,"tags":["${text}"]}`;
      expect(readCommand(addItem, delivery(body))).toMatchObject({ ok: true });
    },
  );

  it('takes from its headers what can be stored, and not more than ids are long', () => {
    const made = `a\0${'b'.repeat(10_000)}`;
    const given = { 'ce-correlationid': made, 'ce-causationid': made, 'ce-id': made };
    const read = readCommand(addItem, delivery('{"itemId":"i-1","count":2}', given));
    const label = expect.stringMatching(/^a\uFFFDb{198}$/);
    expect(read).toMatchObject({ message: { correlationId: label, causationId: label } });
    expect(readCommand(addItem, delivery('{', given))).toMatchObject({ ok: false, id: label });
  });

  it('is read without any header', () => {
    const read = readCommand(addItem, delivery('{"itemId":"i-1","count":2}'));
    expect(read).toMatchObject({
      ok: true,
      message: {
        name: 'list.add-item.v2',
        id: 'i-1',
        key: 'i-1',
        correlationId: 'i-1',
        causationId: 'i-1',
        actor: { kind: 'trusted' },
        data: { itemId: 'i-1', count: 2, tags: [] },
      },
    });
  });

  it('from an end user has that user as its actor, whatever the body says', () => {
    const sent = delivery('{"itemId":"i","count":2,"actor":"x"}', {}, 'user.u-1.cmd.list.add-item');
    expect(readCommand(addItem, sent)).toMatchObject({
      message: { actor: { kind: 'user', userId: 'u-1' } },
    });
  });

  it('has one hash for one content, whatever its white space and the order of its fields', () => {
    const hash = (body: string): string => {
      const read = readCommand(addItem, delivery(body));
      return read.ok ? read.bodyHash : 'unreadable';
    };
    const first = hash('{"itemId":"i","count":2,"tags":["a","b"]}');
    expect(hash('{ "tags": ["a","b"],\n "count": 2, "itemId": "i", "unknown": 1 }')).toBe(first);
    expect(hash('{"itemId":"i","count":2,"tags":["b","a"]}')).not.toBe(first);
    expect(hash('{"itemId":"i","count":3,"tags":["a","b"]}')).not.toBe(first);
  });

  it.each<[string, string | Uint8Array, Record<string, string>]>([
    ['$ malformed_json', '{', {}],
    ['$ malformed_json', Uint8Array.of(0x22, 0xff, 0x22), {}],
    ['$ too_large', `"${'x'.repeat(200)}"`, {}],
    ['ce-type unknown_version', '{}', { 'ce-type': 'list.add-item.v3' }],
    ['ce-type unknown_type', '{}', { 'ce-type': 'list.remove-item.v2' }],
    ['count invalid_type', '{"itemId":"i","count":"2"}', {}],
  ])('is refused with %s', (problem, body, headers) => {
    expect(problemsOf(readCommand(addItem, delivery(body, headers)))).toEqual([problem]);
  });

  it.each(['{"email":ada@example.com}', 'ada@example.com', '{"a":1 ada@example.com'])(
    'that is no JSON is refused without quoting it: %s',
    (body) => {
      const read = readCommand(addItem, delivery(body));
      expect(JSON.stringify(read)).not.toContain('ada');
      expect(read).toMatchObject({
        problems: [{ message: expect.stringContaining('the body is not JSON') }],
      });
    },
  );

  it('that cannot be read goes by the id in its body, or by its position', () => {
    expect(readCommand(addItem, delivery('{"itemId":"c-9"}'))).toMatchObject({
      id: 'c-9',
      subjectId: 'c-9',
    });
    expect(readCommand(addItem, delivery('nonsense'))).toMatchObject({
      id: 'COMMANDS:7',
      subjectId: null,
    });
  });
});

describe('an event', () => {
  const id = '0198c0de-0000-7000-8000-000000000001';
  const body = '{"itemId":"i-1","count":2}';

  it('has its envelope in its headers', () => {
    const headers = {
      'ce-id': id,
      'ce-time': '2026-01-05T09:00:00.000Z',
      'ce-correlationid': 'story',
      'ce-causationid': 'cause',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    expect(readEvent(itemAdded, delivery(body, headers))).toMatchObject({
      message: {
        id,
        time: new Date('2026-01-05T09:00:00.000Z'),
        correlationId: 'story',
        causationId: 'cause',
        traceparent: headers.traceparent,
      },
    });
  });

  it.each([undefined, 'event-1'])('without a UUID (%s) is refused', (given) => {
    const headers = given === undefined ? {} : { 'ce-id': given };
    expect(problemsOf(readEvent(itemAdded, delivery(body, headers)))).toEqual(['ce-id missing_id']);
  });

  it('is known by its id as the database writes it', () => {
    const id = '019A2C1E-77AA-7CC4-9D05-0242AC120002';
    const read = readEvent(itemAdded, delivery(JSON.stringify(example), { 'ce-id': id }));
    expect(read).toMatchObject({ ok: true, message: { id: id.toLowerCase() } });
  });

  it('with a time and a trace that make no sense is read all the same', () => {
    const headers = { 'ce-id': id, 'ce-time': 'yesterday', traceparent: 'x' };
    const read = readEvent(itemAdded, delivery(body, headers));
    if (!read.ok) throw new Error('unreadable');
    expect(Number.isNaN(read.message.time.getTime())).toBe(false);
    expect(read.message.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('the subject of a reply', () => {
  it.each([
    ['_INBOX.a1.b2', '_INBOX.a1.b2'],
    ['_INBOX_u-1.a1', '_INBOX_u-1.a1'],
    ['evt.03.order.placed', undefined],
    ['$JS.API.STREAM.DELETE.EVENTS', undefined],
    ['_INBOX.>', undefined],
  ])('%s is taken for %s', (subject, taken) => {
    expect(replyTo(delivery('{}', { 'murmuration-reply-to': subject }))).toBe(taken);
  });

  it.each([
    ['_INBOX.u-1.b2', '_INBOX.u-1.b2'],
    ['_INBOX.u-11.b2', undefined],
    ['_INBOX.a1.b2', undefined],
    ['_INBOX_u-1.a1', undefined],
    ['_INBOX_order.a1', undefined],
    ['_INBOX.u-1.>', undefined],
    ['_INBOX.u-1.', undefined],
    ['_INBOX.u-1..b2', undefined],
    // the broker closes a connection over a subject this long
    [`_INBOX.u-1.${'x'.repeat(5_000)}`, undefined],
    ['evt.03.order.placed', undefined],
  ])('%s of the end user u-1 is taken for %s', (subject, taken) => {
    const headers = { 'murmuration-reply-to': subject };
    expect(replyTo(delivery('{}', headers, 'user.u-1.cmd.list.add-item'))).toBe(taken);
  });
});
