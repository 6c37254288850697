import { headers, type Msg } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { answerText } from './answer-text.ts';
import { LateError } from './failures.ts';

function answer(body: string, set: Readonly<Record<string, string>> = {}): Msg {
  const h = headers();
  for (const [name, value] of Object.entries(set)) h.set(name, value);
  const data = new TextEncoder().encode(body);
  return {
    subject: '_INBOX.x',
    sid: 1,
    data,
    headers: h,
    respond: () => false,
    json: () => JSON.parse(body),
    string: () => body,
  };
}

const refusal = (code: number, body = '{"problems":[]}', more = {}): Msg =>
  answer(body, { 'Nats-Service-Error-Code': String(code), 'Nats-Service-Error': 'no', ...more });

describe('an answer', () => {
  it('is its text', () => {
    expect(answerText(answer('{"a": 1}'))).toBe('{"a": 1}');
  });

  it.each([
    [400, 'invalid_request'],
    [410, 'invalid_request'],
    [404, 'not_found'],
    [429, 'too_many_requests'],
    [500, 'service_failed'],
    [502, 'service_failed'],
    [503, 'service_unavailable'],
    [200, 'service_failed'],
    [Number.NaN, 'service_failed'],
  ])('with the code %d is %s', (code, problem) => {
    expect(() => answerText(refusal(code))).toThrow(expect.objectContaining({ problem }));
  });

  it.each([408, 504])('with the code %d came too late', (code) => {
    expect(() => answerText(refusal(code))).toThrow(LateError);
  });

  it('says when to come back, as the service says it', () => {
    const said = refusal(429, '', { 'Retry-After': '90' });
    expect(() => answerText(said)).toThrow(
      expect.objectContaining({ headers: { 'retry-after': '90' } }),
    );
    const nonsense = refusal(429, '', { 'Retry-After': 'soon' });
    expect(() => answerText(nonsense)).toThrow(
      expect.objectContaining({ headers: { 'retry-after': '30' } }),
    );
  });

  it.each(['', 'no json', '{"problems":"many"}', '[]', 'null'])(
    'whose reasons are %j has none',
    (body) => {
      expect(() => answerText(refusal(400, body))).toThrow(
        expect.objectContaining({ errors: [], detail: 'no' }),
      );
    },
  );
});
