import { describe, expect, it } from 'vitest';
import { causeOf, generalised, placeOf } from './fingerprint.ts';

function errorOf(message: string, stack?: string, code?: string): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

describe('a message in general', () => {
  it.each([
    ['order o-17 is not here', 'order # is not here'],
    ['019a2c1e-77aa-7cc4-9d05-0242ac120002 failed', '# failed'],
    ['lines[0].quantity: Too small: expected >0', 'lines[#].quantity: Too small: expected >#'],
    ['no "Assam, 100 g" left', 'no "…" left'],
    ['ada@example.com bounced at 12:30:07', '@ bounced at #'],
    ['no good\nat the second line', 'no good'],
  ])('leaves out what belongs to one occurrence: %s', (message, expected) => {
    expect(generalised(message)).toBe(expected);
  });
});

const STACK = (line: number, root: string): string => `TypeError: x
    at new Promise (<anonymous>)
    at encode (${root}/node_modules/zod/index.js:${line}:3)
    at decide (file://${root}/services/order/src/domain/place.ts:${line}:9)
    at process.processTicksAndRejections (node:internal/process/task_queues:103:5)`;

describe('the place of an error', () => {
  it('is the topmost line of our own code, on whatever machine and in whichever build', () => {
    expect(placeOf(STACK(17, '/srv/shop'))).toBe('decide (src/domain/place.ts)');
    expect(placeOf(STACK(18, '/app'))).toBe(placeOf(STACK(17, '/srv/shop')));
  });

  it('is in the runtime only when nothing else is on the stack', () => {
    const runtime = new URL('../batch/unit-of-work.ts', import.meta.url).href;
    const frames = `E: x\n    at put (${runtime}:1:1)\n    at decide (/srv/src/domain/pay.ts:1:1)`;
    expect(placeOf(frames)).toBe('decide (src/domain/pay.ts)');
    expect(placeOf(frames.split('\n').slice(0, 2).join('\n'))).toBe(
      'put (src/batch/unit-of-work.ts)',
    );
  });

  it('is unknown without a stack', () => {
    expect(placeOf('')).toBeUndefined();
  });
});

describe('a cause', () => {
  const cause = (error: Error, reason = 'exhausted') => causeOf(reason, error).fingerprint;
  const stack = STACK(1, '/srv');

  it('is the same for two messages that it befell', () => {
    expect(cause(errorOf('no stock of sku-1', stack))).toBe(
      cause(errorOf('no stock of sku-2', stack)),
    );
  });

  it('differs by message, code, place and reason', () => {
    const causes = [
      cause(errorOf('no stock of sku-1', stack)),
      cause(errorOf('no price of sku-1', stack)),
      cause(errorOf('no stock of sku-1', stack, '23514')),
      cause(errorOf('no stock of sku-1', STACK(1, '/srv').replace('place.ts', 'other.ts'))),
      cause(errorOf('no stock of sku-1', stack), 'terminal'),
    ];
    expect(new Set(causes).size).toBe(causes.length);
  });
});
