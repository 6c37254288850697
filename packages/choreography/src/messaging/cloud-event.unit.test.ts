import { describe, expect, it } from 'vitest';
import { cloudEventHeaders } from './cloud-event.ts';

const event = {
  id: '0198c0de-0000-7000-8000-000000000001',
  type: 'order.placed.v1',
  source: 'murmuration/order',
  subject: 'o-1',
  time: '2026-01-05T09:00:00.000Z',
  correlationId: 'c-1',
  causationId: 'm-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const linesOf = (given: typeof event): readonly string[] =>
  cloudEventHeaders(given).toString().split('\r\n');

describe('the headers of an event', () => {
  it('are CloudEvents in binary mode, one line each', () => {
    expect(linesOf(event)).toEqual([
      'NATS/1.0',
      `Nats-Msg-Id: ${event.id}`,
      'ce-specversion: 1.0',
      `ce-id: ${event.id}`,
      'ce-type: order.placed.v1',
      'ce-source: murmuration/order',
      'ce-subject: o-1',
      'ce-time: 2026-01-05T09:00:00.000Z',
      'ce-datacontenttype: application/json',
      'ce-correlationid: c-1',
      'ce-causationid: m-1',
      `traceparent: ${event.traceparent}`,
      '',
      '',
    ]);
  });

  it('stay on their lines, whatever a client has chosen for an id', () => {
    const sly = { ...event, subject: 'o-1\r\nce-type: order.confirmed.v1', correlationId: 'a\nb' };
    const lines = linesOf(sly);
    expect(lines).toHaveLength(14);
    expect(lines.filter((each) => each.startsWith('ce-type'))).toEqual([
      'ce-type: order.placed.v1',
    ]);
  });
});
