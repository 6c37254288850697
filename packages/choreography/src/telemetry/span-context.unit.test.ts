import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { contextIn, spanContextIn, traceparentOf } from './span-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('a trace context', () => {
  it.each(['01', '00'])('comes back as it was, with flags %s', (flags) => {
    const text = `00-${TRACE}-${SPAN}-${flags}`;
    const parent = spanContextIn(text);
    expect(parent).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
    expect(parent && traceparentOf(trace.wrapSpanContext(parent))).toBe(text);
    expect(trace.getSpanContext(contextIn(text))).toEqual(parent);
  });

  it.each([undefined, '', 'nonsense', `01-${TRACE}-${SPAN}-01`])('begins anew after %s', (text) => {
    expect(spanContextIn(text)).toBeUndefined();
    expect(contextIn(text)).toBe(ROOT_CONTEXT);
  });
});
