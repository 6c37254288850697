import { MsgImpl } from '@nats-io/nats-core/internal';
import { describe, expect, it } from 'vitest';
import { headerIn, headersIn, headerText } from './message-headers.ts';

const TEXT =
  'NATS/1.0\r\nce-id: 7\r\nce-idle: no\r\nempty:\r\nce-subject: Gr\u00fcn: a\r\nce-id: 8\r\n\r\n';

describe('the headers of a message', () => {
  it.each([
    ['ce-id', '7'],
    ['ce-idle', 'no'],
    ['ce-subject', 'Gr\u00fcn: a'],
    ['empty', undefined],
    ['id', undefined],
    ['CE-ID', undefined],
  ])('%s is %s', (name, value) => {
    expect(headerIn(TEXT, name)).toBe(value);
  });

  it('are all read, also such as no client writes', () => {
    const text =
      'NATS/1.0\r\nx: a\nb\r\n: no name\r\nno value\r\ny: 1\r\ny:2\r\n__proto__: z\r\n\r\n';
    expect(Object.entries(headersIn(text))).toEqual([
      ['x', 'a\nb'],
      ['y', '1, 2'],
      ['__proto__', 'z'],
    ]);
    expect(headersIn('')).toEqual({});
  });

  it('are read from the bytes that came, and from nothing behind them', () => {
    const header = Buffer.from(TEXT);
    const bytes = Buffer.concat([header, Buffer.from('\r\nce-type: forged\r\n')]);
    const empty = Buffer.alloc(0);
    const frame = { subject: empty, sid: 1, hdr: header.length, size: bytes.length };
    const publisher = { publish: () => undefined };
    const message = { msg: new MsgImpl(frame, bytes, publisher), headers: undefined };
    expect(headerText(message)).toBe(TEXT);
  });

  it('are read through the client when it hides the bytes', () => {
    const headers = new Map([
      ['ce-id', ['7', '8']],
      ['ce-type', ['order.placed.v1']],
    ]);
    const text = headerText({ headers });
    expect(headerIn(text, 'ce-id')).toBe('7');
    expect(headerIn(text, 'ce-type')).toBe('order.placed.v1');
    expect(headerIn(headerText({}), 'ce-id')).toBeUndefined();
  });
});
