import { cancelOrder, ContractViolation, placeOrder } from '@murmuration/contracts';
import { describe, expect, test } from 'vitest';
import { draftCommand } from './command-draft.ts';

const order = {
  orderId: 'o-1',
  customerId: 'c-1',
  lines: [{ sku: 'tea-001', quantity: 1, unitPrice: { amount: 690, currency: 'EUR' } }],
  paymentMethod: 'pm_card_visa',
};
const sender = { source: '/test', userId: undefined };

function refusal(work: () => unknown): ContractViolation {
  try {
    work();
  } catch (error) {
    if (error instanceof ContractViolation) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('draftCommand', () => {
  test('wraps the data as a CloudEvent under the id and key of the contract', () => {
    const draft = draftCommand(cancelOrder, { orderId: 'o-1', requestId: 'r-7' }, sender, {
      correlationId: 'trip-1',
      traceparent: '00-11-22-01',
    });
    const header = (name: string) => draft.headers.get(name);
    expect(draft.subject).toBe('cmd.order.cancel');
    expect(JSON.parse(new TextDecoder().decode(draft.payload))).toEqual({
      orderId: 'o-1',
      requestId: 'r-7',
    });
    expect(header('ce-specversion')).toBe('1.0');
    expect(header('ce-id')).toBe('r-7');
    expect(header('ce-subject')).toBe('o-1');
    expect(header('ce-type')).toBe('order.cancel.v1');
    expect(header('ce-source')).toBe('/test');
    expect(header('ce-datacontenttype')).toBe('application/json');
    expect(header('ce-correlationid')).toBe('trip-1');
    expect(header('traceparent')).toBe('00-11-22-01');
    expect(new Date(header('ce-time')).toISOString()).toBe(header('ce-time'));
  });

  test('begins a trace in the W3C form when none is given', () => {
    const draft = draftCommand(placeOrder, order, sender);
    expect(draft.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test('sends as an end user on the subjects of that user', () => {
    const draft = draftCommand(placeOrder, order, { source: '/test', userId: 'u-1' });
    expect(draft.subject).toBe('user.u-1.cmd.order.place');
  });

  test('refuses a user id that would change the subject', () => {
    expect(() => draftCommand(placeOrder, order, { source: '/test', userId: 'u.>' })).toThrow(
      'user id "u.>"',
    );
  });

  test('names every field that breaks the contract', () => {
    const wrong = { ...order, paymentMethod: 'cash', lines: [] };
    const { problems } = refusal(() => draftCommand(placeOrder, wrong, sender));
    expect(problems.map(({ field }) => field)).toEqual(['lines', 'paymentMethod']);
  });

  test('refuses a body above the limit of the contract', () => {
    const small = { ...cancelOrder, maxBytes: 10 };
    const { problems } = refusal(() => draftCommand(small, { orderId: 'o-1' }, sender));
    expect(problems[0]?.code).toBe('too_large');
  });
});
