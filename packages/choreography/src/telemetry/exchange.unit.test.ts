import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answering, asking, traceOfLogLine } from './exchange.ts';
import { spanContextIn } from './span-context.ts';
import { within } from './telemetry.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${SPAN}-01`;

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

describe('a log line', () => {
  it('tells the trace of the work that it is written in, and none outside of any', async () => {
    const parent = spanContextIn(traceparent);
    const span = parent && trace.wrapSpanContext(parent);
    const told = await within(span, async () => {
      await new Promise(setImmediate);
      return traceOfLogLine();
    });
    expect(told).toEqual({ trace_id: TRACE, span_id: SPAN });
    expect(traceOfLogLine()).toEqual({});
  });
});

describe('an exchange that nobody traces', () => {
  it.each([traceparent, undefined])('hands on the context %s as it came', async (given) => {
    const exchange = { method: 'qry.order.get', traceparent: given };
    const seen = (context: string | undefined) => Promise.resolve(context);
    expect(await answering(exchange, seen)).toBe(given);
    expect(await asking(exchange, seen)).toBe(given);
  });

  it('fails as it failed', async () => {
    const exchange = { method: 'qry.order.get', traceparent };
    await expect(answering(exchange, () => Promise.reject(new TypeError('no')))).rejects.toThrow(
      TypeError,
    );
  });
});
